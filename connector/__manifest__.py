{
    "name": "Connector",
    "summary": "Base of connectors: backends, bindings, mappings, synchronizers",
    "version": "19.0.1.0.0",
    "category": "Connector",
    "author": "Odoo Connector contributors",
    "website": "https://github.com/odoo-connector/odoo-connector",
    "license": "LGPL-3",
    "depends": ["mail", "queue_job", "component", "component_event"],
    "data": [
        "security/connector_security.xml",
        "views/connector_menus.xml",
    ],
    "installable": True,
}
