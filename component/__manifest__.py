{
    "name": "Components",
    "summary": "Work divided into small classes, found by what they are for",
    "version": "19.0.1.0.0",
    "category": "Technical",
    "author": "Odoo Connector contributors",
    "website": "https://github.com/odoo-connector/odoo-connector",
    "license": "LGPL-3",
    "depends": ["base"],
    "data": [
        "security/ir.model.access.csv",
        "views/component_definition_views.xml",
    ],
    "installable": True,
}
