"""The addresses that come with a customer, and go to the shop with it."""

from __future__ import annotations

from odoo.models import BaseModel

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping, only_create
from odoo.addons.connector.components.synchronizer.changes import field_differs

from .person_name import PARTS, full_name
from .places import Place


class AddressMapper(Component):
    """Each address becomes a contact below the customer's.

    It is the invoice address if it is the default for billing, the delivery address
    if it is the default for shipping, else another address.
    """

    _name = "magento.address.mapper"
    _inherit = "magento.import.mapper"
    _apply_on = "magento.address"

    direct = [
        *((part, part) for part in PARTS),
        ("company", "company"),
        ("vat_id", "vat_id"),
    ]

    @only_create
    @mapping
    def link(self, record):
        """The shop, the address's id there, and the contact's company."""
        return {
            "backend_id": self.backend_record.id,
            "external_id": record["id"],
            "company_id": self.backend_record.company_id.id,
        }

    @mapping
    def name(self, record):
        """Whom to write to."""
        company = record["company"]
        return {"name": full_name(record) or company or self.options.customer_name}

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
        place = self.options.gazetteer.find(record)
        return {
            **address_values(record, place),
            "region": place.region,
            "magento_country": place.country_code,
        }


class AddressBook(Component):
    """Makes the addresses of a customer lines of its binding, each with its own.

    Those that are gone in the shop are archived; they come back with their address.
    """

    _name = "magento.address.book"
    _inherit = ["base.map.child.import", "base.magento.connector"]
    _apply_on = "magento.address"

    def get_items(self, items, parent, to_attr, options):
        customer = options.binding
        known = self._known(customer)
        options = {**options, "customer_name": full_name(parent.source)}
        commands = []
        for item in items or []:
            binding = known.pop(item["id"], None)
            record = self._child_mapper().map_record(item, parent=parent)
            values = record.values(**{**options, "for_create": binding is None})
            if binding is None:
                commands.append((0, 0, values))
            else:
                # Addresses of an archived customer stay where they are.
                values["active"] = customer.active
                if binding.export_digests and any(
                    field_differs(binding, name, values[name]) for name in values
                ):
                    # What was exported is not what the shop has any more.
                    values["export_digests"] = False
                commands.append((1, binding.id, values))
        return commands + [
            (1, binding.id, {"active": False})
            for binding in known.values()
            if binding.active
        ]

    def _known(self, customer: BaseModel) -> dict[str, BaseModel]:
        """The bindings of the customer's addresses, archived ones included."""
        lines = customer.with_context(active_test=False).address_ids
        return {binding.external_id: binding for binding in lines}


def address_values(address: dict, place: Place) -> dict:
    """The fields of a contact for an address."""
    street = address["street"] or []
    return {
        "street": street[0] if street else False,
        "street2": ", ".join(street[1:]) or False,
        "zip": address["postcode"] or False,
        "city": address["city"] or False,
        "phone": address["telephone"] or False,
        "country_id": place.country_id,
        "state_id": place.state_id,
    }


def main_address(customer: dict) -> dict:
    """The address that stands for the customer; empty if there is none."""
    addresses = customer.get("addresses") or []
    for flag in ("default_billing", "default_shipping"):
        for address in addresses:
            default = customer.get(flag)
            if address.get(flag) or (default and str(address["id"]) == str(default)):
                return address
    return addresses[0] if addresses else {}
