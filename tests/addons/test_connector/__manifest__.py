{
    "name": "Connector Tests",
    "summary": "Models on which the tests of the connector addon run",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Odoo Connector contributors",
    "website": "https://github.com/odoo-connector/odoo-connector",
    "license": "LGPL-3",
    "depends": ["connector"],
    "data": [
        "security/ir.model.access.csv",
        "data/queue_job_function_data.xml",
    ],
    "installable": True,
}
