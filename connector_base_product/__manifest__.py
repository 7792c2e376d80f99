{
    "name": "Connector Base Product",
    "summary": "A place for connectors on the forms of products and variants",
    "version": "19.0.1.0.0",
    "category": "Connector",
    "author": "Odoo Connector contributors",
    "website": "https://github.com/odoo-connector/odoo-connector",
    "license": "LGPL-3",
    "depends": ["connector", "product"],
    "data": ["views/product_views.xml"],
    "installable": True,
}
