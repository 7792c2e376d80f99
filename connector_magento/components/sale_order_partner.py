"""Whose an order is, and where it goes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from odoo.exceptions import ValidationError
from odoo.models import BaseModel

from odoo.addons.component.core import Component
from odoo.addons.connector.exception import ConfigurationError

from ..client.order_payload import ORDER_ADDRESS, shipping_of
from .address import address_values
from .partner import looks_like_vat
from .person_name import full_name
from .places import Gazetteer


class OrderPartners(Component):
    """Finds or makes the contacts of an order: the customer and two addresses.

    A customer with an account is the one of that account. A guest gets a contact for
    this order, or, if the backend says so, that of an earlier order of a guest with
    the same name and e-mail address: never that of somebody with an account, as anybody
    may have typed the address.

    An address is a contact below the customer's: one that is there already, if it is
    the same in all that is written on a parcel.
    """

    _name = "magento.order.partners"
    _inherit = "base.magento.connector"
    _apply_on = "magento.sale.order"
    _usage = "order.partners"

    def find(self, record: dict, storeview: BaseModel) -> dict[str, int]:
        """The contacts of an order to create, as values of it.

        :raises ConfigurationError: Odoo doesn't know the country of an address
        """
        self._check_countries(record)
        partner = self._customer(record) or self._guest(record, storeview)
        return {"partner_id": partner.id, **self.addresses(record, partner)}

    def addresses(self, record: dict, partner: BaseModel) -> dict[str, int]:
        """The contacts of both addresses, as values of the order."""
        self._check_countries(record)
        billing = record["billing_address"]
        invoice = self._address(billing, partner, "invoice")
        shipping = shipping_of(record).get("address")
        delivery = self._address(shipping or billing, partner, "delivery")
        return {
            "partner_invoice_id": invoice.id,
            "partner_shipping_id": delivery.id,
        }

    def one_line(self, record: dict) -> str:
        """The delivery address of an order, for a person."""
        address = shipping_of(record).get("address") or record["billing_address"]
        parts = [
            address["company"],
            full_name(address),
            *(address["street"] or ()),
            address["postcode"],
            address["city"],
            address["country_id"],
        ]
        return ", ".join(part for part in parts if part)

    # -- the customer -------------------------------------------------------------

    def _customer(self, record: dict) -> BaseModel:
        """The contact of the customer's account; empty if there is none (any more)."""
        binding = self.binder_for("magento.res.partner").to_internal(
            record["customer_id"]
        )
        return binding.odoo_id.with_env(self.env)

    def _guest(self, record: dict, storeview: BaseModel) -> BaseModel:
        values = self._guest_values(record, storeview)
        if self.backend_record.guest_contacts == "email":
            known = self._known_guest(values)
            if known:
                return known
        contacts = self.env["res.partner"].with_context(
            tracking_disable=True, connector_no_export=True
        )
        try:
            with self.env.cr.savepoint():
                return contacts.create(values).with_env(self.env)
        except ValidationError:
            if not values["vat"]:
                raise
            # A number that Odoo refuses: an order needs none.
            return contacts.create({**values, "vat": False}).with_env(self.env)

    def _guest_values(self, record: dict, storeview: BaseModel) -> dict[str, Any]:
        billing = record["billing_address"]
        person = full_name(billing) or record["customer_email"] or ""
        company, vat = billing["company"], billing["vat_id"] or ""
        is_company = bool(company and vat)
        return {
            "name": company if is_company else person,
            "is_company": is_company,
            "company_name": False if is_company else company or False,
            "vat": vat if looks_like_vat(vat) else False,
            "email": record["customer_email"] or billing["email"] or False,
            "lang": storeview.lang_id.code or self.env.lang,
            "company_id": self.backend_record.company_id.id,
            **address_values(billing, self._place(billing)),
        }

    def _known_guest(self, values: dict[str, Any]) -> BaseModel:
        """The contact of an earlier order of a guest with this name and address."""
        email = values["email"]
        if not email:
            return self.env["res.partner"]
        orders = self.env["magento.sale.order"].search(
            [
                ("backend_id", "=", self.backend_record.id),
                ("is_guest", "=", True),
                ("partner_id.email", "=ilike", _escaped(email)),
                ("partner_id.name", "=", values["name"]),
            ],
            limit=1,
        )
        return orders.odoo_id.partner_id.with_env(self.env)

    # -- addresses ----------------------------------------------------------------

    def _address(self, address: dict, partner: BaseModel, kind: str) -> BaseModel:
        """The contact with this address, the partner's own or one below it."""
        values = self._address_values(address, partner)
        wanted = _key(values)
        children = partner.child_ids.filtered(lambda one: one.active)
        for contact in (partner, *children.sorted("id")):
            if _contact_key(contact, partner) == wanted:
                return contact
        child = partner.with_context(
            tracking_disable=True, connector_no_export=True
        ).create({**values, "type": kind, "parent_id": partner.id})
        partner.invalidate_recordset(["child_ids"])
        return child.with_env(self.env)

    def _address_values(self, address: dict, partner: BaseModel) -> dict[str, Any]:
        return {
            "name": _label(
                address["company"], full_name(address) or partner.name, partner
            ),
            "company_id": partner.company_id.id,
            "lang": partner.lang,
            **address_values(address, self._place(address)),
        }

    def _place(self, address: dict) -> Any:
        region = {
            "region": address["region"],
            "region_code": address["region_code"],
        }
        return Gazetteer.of(self.work).find({**address, "region": region})

    def _check_countries(self, record: dict) -> None:
        for address in _addresses(record):
            code = address["country_id"]
            if code and not self._place(address).country_id:
                raise ConfigurationError(
                    self.env._(
                        "Order %(number)s has an address in the country “%(code)s”,"
                        " which Odoo doesn't know: create it under Contacts /"
                        " Configuration / Localization / Countries, with that code, or"
                        " correct the address in Magento. Then press “Run Again” on the"
                        " backend.",
                        number=record["increment_id"],
                        code=code,
                    ),
                    record=self.backend_record,
                )


def _addresses(record: dict) -> Iterable[dict]:
    yield record["billing_address"]
    address = shipping_of(record).get("address")
    if address:
        yield address


def addresses_digest(record: dict) -> str:
    """What tells the addresses of an order from others."""
    shown = [
        {name: address[name] for name in ORDER_ADDRESS.fields}
        for address in _addresses(record)
    ]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


_KEY_FIELDS = ("street", "street2", "zip", "city", "phone")


def _label(company: str | None, person: str, partner: BaseModel) -> str:
    """Whom a parcel is for; a contact below another one has no company of its own."""
    if not company or (partner.is_company and _plain(company) == _plain(partner.name)):
        return person
    return person if _plain(company) == _plain(person) else f"{company}, {person}"


def _key(values: dict[str, Any]) -> tuple:
    return (
        *(_plain(values[name]) for name in ("name", *_KEY_FIELDS)),
        values["country_id"] or False,
        values["state_id"] or False,
    )


def _contact_key(contact: BaseModel, partner: BaseModel) -> tuple:
    binding = contact.magento_address_bind_ids[:1]
    company = contact.company_name or binding.company
    return (
        _plain(_label(company, contact.name or "", partner)),
        *(_plain(contact[name]) for name in _KEY_FIELDS),
        contact.country_id.id,
        contact.state_id.id,
    )


def _plain(text: object) -> str:
    return " ".join(str(text or "").split()).casefold()


def _escaped(text: str) -> str:
    """A text for ``=ilike`` that stands for itself.

    >>> _escaped("a_b%c@x.test")
    'a\\\\_b\\\\%c@x.test'
    """
    for mark in ("\\", "%", "_"):
        text = text.replace(mark, f"\\{mark}")
    return text
