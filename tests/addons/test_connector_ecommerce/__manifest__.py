{
    "name": "Connector E-commerce Tests",
    "summary": "A small shop on which the tests of connector_ecommerce run",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Odoo Connector contributors",
    "website": "https://github.com/odoo-connector/odoo-connector",
    "license": "AGPL-3",
    "depends": ["connector_ecommerce"],
    "data": [
        "security/ir.model.access.csv",
    ],
    "installable": True,
}
