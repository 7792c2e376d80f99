{
    "name": "Components Tests",
    "summary": "Automated tests for Components, do not install.",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Odoo Connector contributors",
    "website": "https://github.com/odoo-connector/odoo-connector",
    "license": "LGPL-3",
    "depends": ["component"],
    "data": ["security/ir.model.access.csv"],
    "installable": True,
}
