"""Changed customers and addresses on their way back to the shop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from odoo.exceptions import LockError
from odoo.models import BaseModel

from odoo.addons.component.core import AbstractComponent, Component
from odoo.addons.connector.components.mapper import changed_by, mapping
from odoo.addons.connector.components.synchronizer import exported
from odoo.addons.connector.exception import InvalidDataError, RetryLater

from .person_name import PARTS, full_name, split_name

#: What belongs to an address; of a customer's data, to the main one.
ADDRESS_KEYS = frozenset(
    {"company", "street", "city", "postcode", "country_id", "region", "telephone"}
)


class ChangeListener(Component):
    """Exports customers and addresses that people change in Odoo.

    Not what imports write, and only to shops that want it. Contacts are neither
    created nor deleted in the shop.
    """

    _name = "magento.change.listener"
    _inherit = ["connector.export.listener", "base.magento.connector"]
    _apply_on = ["magento.res.partner", "magento.address", "res.partner"]

    def _must_export(self, binding: BaseModel) -> bool:
        return binding.backend_id.export_customers and bool(binding.external_id)

    def _must_delete(self, binding: BaseModel) -> bool:
        return False


class PersonExportMapper(AbstractComponent):
    """What customers and addresses have in common: names and a place."""

    _name = "magento.person.export.mapper"
    _inherit = ["base.export.mapper", "base.magento.connector"]

    @changed_by("name", "is_company")
    @mapping
    def names(self, record):
        """First, middle and last name; of a company its name."""
        if record.is_company:
            return {"company": record.name or ""}
        known = {part: record[part] or "" for part in PARTS}
        if record.name == full_name(known):
            return {}
        changed = split_name(record.name or "", known)
        if changed is None:
            raise InvalidDataError(
                self.env._(
                    "“%(name)s” can't be exported to %(backend)s: the shop wants a"
                    " first and a last name. Write both into the contact's name.",
                    name=record.name or "",
                    backend=self.backend_record.name,
                )
            )
        return {
            part: changed.get(part, known[part])
            for part in ("firstname", "middlename", "lastname")
        }

    @changed_by("street", "street2")
    @mapping
    def street(self, record):
        """Two lines, which is what a shop accepts unless configured otherwise."""
        return {"street": [line for line in (record.street, record.street2) if line]}

    @changed_by("city")
    @mapping
    def city(self, record):
        return {"city": record.city or ""}

    @changed_by("zip")
    @mapping
    def postcode(self, record):
        return {"postcode": record.zip or ""}

    @changed_by("phone")
    @mapping
    def telephone(self, record):
        return {"telephone": record.phone or ""}

    @changed_by("country_id", "state_id")
    @mapping
    def country(self, record):
        """Country and state together: a region means nothing without its country."""
        state = record.state_id
        region = {"region_code": state.code or "", "region": state.name or ""}
        return {"country_id": record.country_id.code or "", "region": region}


class CustomerExportMapper(Component):
    _name = "magento.customer.export.mapper"
    _inherit = "magento.person.export.mapper"
    _apply_on = "magento.res.partner"

    direct = [("email", "email")]

    @changed_by("company_name", "is_company")
    @mapping
    def company_of_person(self, record):
        """The company that a person writes into the address."""
        return {} if record.is_company else {"company": record.company_name or ""}


class AddressExportMapper(Component):
    _name = "magento.address.export.mapper"
    _inherit = "magento.person.export.mapper"
    _apply_on = "magento.address"


class PersonExporter(AbstractComponent):
    """Writes what changed to the shop, in a request for the whole customer.

    The shop replaces all addresses of a customer by those that it is sent: they are
    read just before, and sent back with the changes. So only one job at a time writes
    to a customer.
    """

    _name = "magento.person.exporter"
    _inherit = ["generic.exporter", "base.magento.connector"]
    _usage = "record.exporter"

    _gone_policy = "archive"

    @property
    def _conflict_policy(self) -> str:
        return self.backend_record.export_conflict_policy

    def _has_to_skip(self) -> bool:
        return not (self.backend_record.export_customers and self.external_id)

    def _customer(self) -> BaseModel:
        """The binding of the customer to write to."""
        return self.binding

    def _lock(self) -> None:
        customer = self._customer()
        try:
            customer.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise RetryLater(
                self.env._(
                    "Another job exports the customer %(id)s of %(backend)s just now.",
                    id=customer.external_id,
                    backend=self.backend_record.name,
                ),
                seconds=5,
                ignore_retry=True,
            ) from error

    @property
    def customer_adapter(self) -> AbstractComponent:
        """What reads and writes customers."""
        return self.component(usage="backend.adapter", model_name="magento.res.partner")

    def _update(self, data: dict) -> None:
        super()._update(data)
        self._remember_names(data)

    def _remember_names(self, data: dict) -> None:
        names = {part: data[part] for part in PARTS if part in data}
        if names:
            self.binding.with_context(connector_no_export=True).write(names)


class CustomerExporter(Component):
    _name = "magento.customer.exporter"
    _inherit = "magento.person.exporter"
    _apply_on = "magento.res.partner"


class AddressExporter(Component):
    _name = "magento.address.exporter"
    _inherit = "magento.person.exporter"
    _apply_on = "magento.address"

    def _customer(self) -> BaseModel:
        return self.binding.customer_id

    def _update(self, data: dict) -> None:
        self.customer_adapter.write_address(
            self._customer().external_id, self.external_id, data
        )
        self._remember_names(data)

    def _remember(self, data: dict, whole: bool = False) -> None:
        exported.remember(self.binding, data, whole)
        seen = {}
        if self._conflict_policy != "odoo":
            seen["exported_digest"] = self._remote_digest()
        exported.remember(self._customer(), {}, whole=False, **seen)

    def _remote_digest(self) -> str | None:
        """Of the whole customer: that is what the shop shows, and what was imported."""
        model_name = "magento.res.partner"
        importer = self.component(usage="record.importer", model_name=model_name)
        record = self.customer_adapter.read(self._customer().external_id)
        return importer._digest(record)

    def _remote_changed(self) -> bool:
        customer = self._customer()
        known = customer.external_digest or customer.exported_digest
        return bool(known) and self._remote_digest() != known


def merged_customer(
    remote: Mapping,
    changes: Mapping[str, object],
    addresses: Mapping[str, Mapping[str, object]],
) -> dict:
    """What to send so that a customer of the shop changes, and nothing else does.

    :param remote: the customer as the shop has it
    :param changes: of the customer's own fields
    :param addresses: changes by the address's id

    >>> remote = {"id": 5, "email": "a@b.test", "firstname": "A", "lastname": "B",
    ...           "website_id": 1, "addresses": [{"id": 2, "city": "X"}, {"id": 3}]}
    >>> merged_customer(remote, {"lastname": "C"}, {})["lastname"]
    'C'
    >>> "addresses" in merged_customer(remote, {"lastname": "C"}, {})
    False
    >>> merged_customer(remote, {}, {"2": {"city": "Y"}})["addresses"]
    [{'id': 2, 'city': 'Y'}, {'id': 3}]
    """
    # The interface declares them required, though newer versions of Magento do
    # without those that do not change.
    required = ("id", "email", "firstname", "lastname", "website_id")
    customer = {key: remote[key] for key in required if key in remote} | dict(changes)
    if addresses:
        customer["addresses"] = list(_merged(remote.get("addresses") or [], addresses))
    return customer


def _merged(
    remote: Iterable[dict], changes: Mapping[str, Mapping[str, object]]
) -> Iterable[dict]:
    for address in remote:
        changed = changes.get(str(address["id"]), {})
        merged = {**address, **changed}
        if "region" in changed:
            merged.pop("region_id", None)
        yield merged
