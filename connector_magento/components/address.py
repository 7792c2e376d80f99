"""Import of the addresses that come with a customer."""

from __future__ import annotations

from odoo.models import BaseModel

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import MapRecord, mapping

from ..client import payload
from .partner import address_values, full_name


class AddressBookImporter(Component):
    """Makes a contact's children of the addresses of its customer.

    Each address becomes a contact below the customer's: the invoice address if it is
    the default for billing, the delivery address if it is the default for shipping,
    else another address. Those that are gone in the shop are archived.
    """

    _name = "magento.address.book.importer"
    _inherit = "base.magento.connector"
    _apply_on = "magento.address"
    _usage = "address.book.importer"

    def run(self, customer: BaseModel, addresses: list[dict]) -> None:
        """Import the addresses.

        :param customer: binding of the customer
        :param addresses: checked, each with its ``place``
        """
        ids = [address["id"] for address in addresses]
        known = self.model.with_context(active_test=False).search(
            [
                ("backend_id", "=", self.backend_record.id),
                "|",
                ("customer_id", "=", customer.id),
                ("external_id", "in", ids),
            ]
        )
        by_id = {binding.external_id: binding for binding in known}
        for address in addresses:
            importer = self.component(usage="record.importer")
            importer.customer = customer
            importer.known_binding = by_id.get(address["id"], self.model)
            importer.run(address["id"], data=address)
        gone = known.filtered(lambda binding: binding.external_id not in ids)
        gone.filtered("active").active = False


class AddressImporter(Component):
    """Imports one address for the address book, which sets the attributes below.

    :ivar customer: binding of the customer
    :ivar known_binding: binding of the address, empty if it is new
    """

    _name = "magento.address.importer"
    _inherit = "magento.importer"
    _apply_on = "magento.address"

    _schema = payload.ADDRESS

    def __init__(self, work_context):
        super().__init__(work_context)
        self.customer = None
        self.known_binding = None

    def _lock(self) -> None:
        """The customer is locked, and no address belongs to two."""

    def _check(self, external_id: object, data: dict) -> dict:
        return data  # checked with its customer

    def _get_binding(self) -> BaseModel:
        return self.known_binding

    def _create_data(self, map_record: MapRecord, **kwargs: object) -> dict:
        return super()._create_data(map_record, customer=self.customer, **kwargs)

    def _update_data(self, map_record: MapRecord, **kwargs: object) -> dict:
        return super()._update_data(map_record, customer=self.customer, **kwargs)


class AddressMapper(Component):
    _name = "magento.address.mapper"
    _inherit = "magento.import.mapper"
    _apply_on = "magento.address"

    direct = [
        ("company", "company_name"),
        ("vat_id", "vat_id"),
    ]

    @mapping
    def customer(self, record):
        """The customer, and the contact to be below of."""
        customer = self.options.customer
        return {
            "customer_id": customer.id,
            "parent_id": customer.odoo_id.id,
            "company_id": self.backend_record.company_id.id,
            "active": customer.active,
            "lang": customer.lang,
        }

    @mapping
    def name(self, record):
        """Whom to write to."""
        return {"name": full_name(record) or self.options.customer.name}

    @mapping
    def kind(self, record):
        """What the address is for, by the customer's choice of defaults."""
        billing = bool(record["default_billing"])
        shipping = bool(record["default_shipping"])
        kind = "invoice" if billing else "delivery" if shipping else "other"
        return {
            "type": kind,
            "is_default_billing": billing,
            "is_default_shipping": shipping,
        }

    @mapping
    def place(self, record):
        """Street to country, and region and country as the shop names them."""
        return {
            **address_values(record),
            "region": record["place"].region,
            "magento_country": record["place"].country_code,
        }
