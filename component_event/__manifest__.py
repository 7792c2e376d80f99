{
    "name": "Components Events",
    "summary": "Listeners told of what happens to records, and of custom events",
    "version": "19.0.1.0.0",
    "category": "Technical",
    "author": "Odoo Connector contributors",
    "website": "https://github.com/odoo-connector/odoo-connector",
    "license": "LGPL-3",
    "depends": ["component"],
    "installable": True,
}
