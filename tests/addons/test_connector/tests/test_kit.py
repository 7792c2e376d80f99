"""The kit's checks on a connector that withstands them."""

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector.tests.kit import ConnectorKit

from ..components.kit import CUSTOMER


class KitOnCustomers(ConnectorKit):
    """Says to the kit what the small connector to customers is."""

    kit_backend_model = "test.kit.backend"
    kit_secrets = ("token",)
    kit_binding_model = CUSTOMER
    kit_collection = "customers"
    kit_record = {"name": "Customer {n}", "email": "c{n}@example.com", "city": "Rome"}
    kit_change = {"name": "Changed there"}
    kit_new = {"name": "New in Odoo", "city": "Oslo"}
    kit_export = {"name": "Changed in Odoo"}


class TestKit(KitOnCustomers, TransactionComponentCase):
    """All of them pass."""
