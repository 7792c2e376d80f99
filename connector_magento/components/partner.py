"""Import of customers, with their addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from odoo.exceptions import ValidationError
from odoo.models import BaseModel

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import mapping

from ..client import payload
from .address import address_values, main_address
from .person_name import PARTS, full_name
from .places import Gazetteer

Saved = TypeVar("Saved")


class CustomerBatchImporter(Component):
    """Imports customers, in chunks.

    All customers: websites, stores and groups are imported first, so that the chunks
    needn't. Changed customers: those changed since the last import, whichever of the
    two it was.
    """

    _name = "magento.customer.batch.importer"
    _inherit = "magento.batch.importer"
    _apply_on = "magento.res.partner"

    def _before_pages(self, is_first: bool) -> None:
        """Import stores and groups; the run counts customers only."""
        if not is_first:
            return
        backend = self.backend_record.with_context(connector_run_id=False)
        with backend.work_on("magento.website", rest=self.work.rest) as work:
            work.component(usage="metadata.importer").run()
            work.component(
                usage="batch.importer", model_name="magento.res.partner.category"
            ).run()

    def _deletions_label(self) -> str:
        return self.env._("search for deleted customers")

    def _kind(self) -> str:
        return self.env._("customer")


class CustomerImporter(Component):
    """Imports a customer with the customer's addresses."""

    _name = "magento.customer.importer"
    _inherit = "magento.importer"
    _apply_on = "magento.res.partner"

    _schema = payload.CUSTOMER

    def _dependencies(self, record: dict) -> Iterable[tuple[str | None, str]]:
        return self._references(self.external_record).values()

    def _references(self, record: dict) -> dict[str, tuple[str | None, str]]:
        # Website and store view 0 are Magento's own administration.
        return {
            "group": (record["group_id"], "magento.res.partner.category"),
            "website": (_not_zero(record["website_id"]), "magento.website"),
            "storeview": (_not_zero(record["store_id"]), "magento.storeview"),
        }

    def _map_options(self) -> dict[str, object]:
        record = self.external_record
        references = {
            name: self.binder_for(model).to_internal(external_id)
            for name, (external_id, model) in self._references(record).items()
        }
        return {
            **super()._map_options(),
            **references,
            "gazetteer": Gazetteer.of(self.work),
        }

    def _create(self, data: dict) -> BaseModel:
        return self._create_many([data])[0]

    def _create_many(self, values_list: list[dict]) -> list[BaseModel]:
        # A chunk with a VAT number that is refused comes again in halves.
        if len(values_list) > 1 or not values_list[0].get("vat"):
            return self._create_at_once(values_list)
        return self._with_or_without_vat(
            lambda data: self._create_at_once([data]),
            values_list[0],
            values_list[0]["vat"],
        )

    def _create_at_once(self, values_list: list[dict]) -> list[BaseModel]:
        return list(self._create_model().create(values_list).with_env(self.env))

    def _update(self, binding: BaseModel, data: dict) -> bool | None:
        parent = super()
        # A new country alone may make a number invalid that was valid so far.
        return self._with_or_without_vat(
            lambda data: parent._update(binding, data),
            data,
            data.get("vat", binding.vat),
        )

    def _with_or_without_vat(
        self, save: Callable[[dict], Saved], data: dict, vat: str | bool | None
    ) -> Saved:
        """Save; if Odoo refuses the VAT number, save all but that."""
        if not vat:
            return save(data)
        try:
            with self.env.cr.savepoint():
                return save(data)
        except ValidationError as error:
            saved = save({**data, "vat": False})
            self._refused_vat[data.get("external_id") or self.external_id] = self.env._(
                "The VAT number “%(vat)s” was refused, so the contact has none:"
                " %(error)s",
                vat=vat,
                error=error,
            )
            return saved

    @property
    def _refused_vat(self) -> dict[str, str]:
        """Why a number was refused, by the customer's id; of all importers at work."""
        return self.work.__dict__.setdefault("refused_vat", {})

    def _after_import(self, binding: BaseModel) -> None:
        reasons = [
            self.env._(
                "Address %(id)s is in the country “%(code)s”, which Odoo doesn't know:"
                " set its country by hand.",
                id=address.external_id,
                code=address.magento_country,
            )
            for address in binding.address_ids
            if address.magento_country and not address.country_id
        ]
        refused = self._refused_vat.pop(binding.external_id, None)
        if refused:
            reasons.insert(0, refused)
        if reasons:
            self.backend_record.add_checkpoint(binding, reason="\n".join(reasons))

    def _on_gone(self, binding: BaseModel) -> None:
        result = super()._on_gone(binding)
        binding.address_ids.active = False
        return result


class CustomerMapper(Component):
    """A customer is a person, or a company.

    It is a company when its main address has a company's name, and that address or
    the customer a VAT number. The main address is the default billing one, else the
    default shipping one, else the first.
    """

    _name = "magento.customer.mapper"
    _inherit = "magento.import.mapper"
    _apply_on = "magento.res.partner"

    direct = [
        ("email", "email"),
        *((part, part) for part in PARTS),
        ("taxvat", "taxvat"),
        ("created_at", "created_at"),
    ]
    children = [("addresses", "address_ids", "magento.address")]

    @mapping
    def references(self, record):
        """Website, store view and the language it speaks."""
        storeview = self.options.storeview
        values = {
            "website_id": self.options.website.id,
            "storeview_id": storeview.id,
        }
        # Later on a person may have chosen another language.
        is_new = storeview != self.options.binding.storeview_id
        if is_new and storeview.lang_id:
            values["lang"] = storeview.lang_id.code
        return values

    @mapping
    def group(self, record):
        """The customer group, whose tag replaces that of the former group."""
        group, former = self.options.group, self.options.binding.group_id
        if group == former:
            return {"group_id": group.id}
        commands = [(3, former.odoo_id.id)] if former else []
        if group:
            commands.append((4, group.odoo_id.id))
        return {"group_id": group.id, "category_id": commands}

    @mapping
    def names(self, record):
        """A company's name or a person's."""
        main = main_address(record)
        company, vat_id = main.get("company"), main.get("vat_id")
        if company and (vat_id or record["taxvat"]):
            return {"is_company": True, "name": company, "company_name": False}
        return {
            "is_company": False,
            "name": full_name(record),
            "company_name": company or False,
        }

    @mapping
    def vat(self, record):
        """The VAT number when it looks like one, and when it changed in the shop.

        A number that Odoo refused is not tried again each time.
        """
        text = record["taxvat"] or ""
        if self.options.binding and self.options.binding.taxvat == (text or False):
            return {}
        return {"vat": text if looks_like_vat(text) else False}

    @mapping
    def address(self, record):
        """The main address; without any, the contact keeps what it has."""
        main = main_address(record)
        return address_values(main, self.options.gazetteer.find(main)) if main else {}

    @mapping
    def newsletter(self, record):
        """Whether the customer gets the shop's newsletter."""
        attributes = record["extension_attributes"] or {}
        return {"is_subscribed": bool(attributes.get("is_subscribed"))}

    @mapping
    def company(self, record):
        """Contacts belong to the backend's company."""
        return {"company_id": self.backend_record.company_id.id}


def _not_zero(external_id: str | None) -> str | None:
    return None if external_id == "0" else external_id


def looks_like_vat(text: str) -> bool:
    """Whether a text may be a VAT number at all.

    >>> looks_like_vat("FR 40 303 265 045"), looks_like_vat("none"), looks_like_vat("")
    (True, False, False)
    """
    compact = re.sub(r"[\s.\-/]", "", text)
    digits = sum(character.isdigit() for character in compact)
    return 5 <= len(compact) <= 20 and digits >= 2 and compact.isalnum()
