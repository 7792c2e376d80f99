{
    "name": "Connector E-commerce Tests with Dropshipping",
    "summary": "Tests the events of e-commerce with the dropship type of Odoo",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Odoo Connector contributors",
    "website": "https://github.com/odoo-connector/odoo-connector",
    "license": "AGPL-3",
    "depends": ["connector_ecommerce", "stock_dropshipping"],
    "installable": True,
}
