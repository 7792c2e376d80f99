"""Import of customers, with their addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.models import BaseModel

from odoo.addons.component.core import Component
from odoo.addons.connector.components.mapper import MapRecord, mapping

from ..client import payload
from ..client.search import Filter
from .places import Place, find_places

#: The import of changed customers starts this long before the last one did: a change
#: may be dated some seconds before it can be read.
OVERLAP = timedelta(seconds=60)
#: A record that changed this shortly before it was read may have changed again in the
#: same second, which its date can't tell.
UNSETTLED = timedelta(seconds=2)


class CustomerAdapter(Component):
    _name = "magento.customer.adapter"
    _inherit = "magento.keyset.adapter"
    _apply_on = "magento.res.partner"

    _record_path = "V1/customers"
    _search_path = "V1/customers/search"
    # The e-mail address tells a person which customer has no id.
    _listed = "id,email"


class CustomerBatchImporter(Component):
    """Delays the import of customers, one job each.

    All customers: websites, stores and groups are imported first, so that the jobs
    needn't. Changed customers: those changed since the last import, whichever of the
    two it was.
    """

    _name = "magento.customer.batch.importer"
    _inherit = ["generic.batch.importer", "base.magento.connector"]
    _apply_on = "magento.res.partner"

    def run(
        self,
        filters: Iterable[Filter] | None = None,
        only_changed: bool = False,
        **kwargs: object,
    ) -> str:
        """Delay the imports.

        :param filters: (field, condition, value) triples for the shop
        :param only_changed: only customers changed since the last import
        """
        since = self.backend_record.import_customers_since if only_changed else False
        if not since:
            self.component(
                usage="metadata.importer", model_name="magento.website"
            ).run()
            self.component(
                usage="batch.importer", model_name="magento.res.partner.category"
            ).run()
        all_filters = list(filters or ())
        if since:
            all_filters.append(("updated_at", "gteq", since))
        result = super().run(all_filters, **kwargs)
        for item in self.backend_adapter.unidentified:
            self._import_record(False, data=item)
        # Committed with the jobs: either both are there, or none. Customers changed
        # from the moment on when the first page was read are left to the next import.
        if not filters and self.backend_adapter.searched_at:
            searched_at = self.backend_adapter.searched_at
            self.backend_record.import_customers_since = searched_at - OVERLAP
        return result

    def _import_record(self, external_id, job_options=None, **kwargs) -> None:
        options = {
            "description": self.env._(
                "%(backend)s: import customer %(id)s",
                backend=self.backend_record.name,
                id=external_id or self.env._("without id"),
            ),
            **(job_options or {}),
        }
        super()._import_record(external_id, job_options=options, **kwargs)


class CustomerImporter(Component):
    """Imports a customer, then the customer's addresses."""

    _name = "magento.customer.importer"
    _inherit = "magento.importer"
    _apply_on = "magento.res.partner"

    _schema = payload.CUSTOMER

    def __init__(self, work_context):
        super().__init__(work_context)
        self._reasons: list[str] = []
        self._references: dict[str, BaseModel] = {}

    def _is_uptodate(self, binding: BaseModel) -> bool:
        updated_at = self.external_record["updated_at"]
        return bool(
            updated_at
            and binding.updated_at == updated_at
            and binding.read_at
            and binding.read_at > updated_at + UNSETTLED
        )

    def _before_import(self) -> None:
        addresses = self.external_record["addresses"] or []
        places = find_places(self.env, addresses)
        for address in addresses:
            address["place"] = places[address["id"]]
        self.external_record["read_at"] = self.magento_client.server_time

    def _import_dependencies(self) -> None:
        record = self.external_record
        self._references = {
            "group": self._dependency(
                record["group_id"], "magento.res.partner.category"
            ),
            # Website and store view 0 are Magento's own administration.
            "website": self._dependency(
                _not_zero(record["website_id"]), "magento.website"
            ),
            "storeview": self._dependency(
                _not_zero(record["store_id"]), "magento.storeview"
            ),
        }

    def _create_data(self, map_record: MapRecord, **kwargs: object) -> dict:
        return super()._create_data(map_record, **self._references, **kwargs)

    def _update_data(self, map_record: MapRecord, **kwargs: object) -> dict:
        return super()._update_data(map_record, **self._references, **kwargs)

    def _create(self, data: dict) -> BaseModel:
        parent = super()
        return self._with_or_without_vat(parent._create, data, data.get("vat"))

    def _update(self, binding: BaseModel, data: dict) -> None:
        parent = super()
        # A new country alone may make a number invalid that was valid so far.
        self._with_or_without_vat(
            lambda data: parent._update(binding, data),
            data,
            data.get("vat", binding.vat),
        )

    def _with_or_without_vat(
        self,
        save: Callable[[dict], BaseModel | None],
        data: dict,
        vat: str | bool | None,
    ) -> BaseModel | None:
        """Save; if Odoo refuses the VAT number, save all but that."""
        if not vat:
            return save(data)
        try:
            with self.env.cr.savepoint():
                return save(data)
        except ValidationError as error:
            saved = save({**data, "vat": False})
            self._reasons.append(
                self.env._(
                    "The VAT number “%(vat)s” was refused, so the contact has none:"
                    " %(error)s",
                    vat=vat,
                    error=error,
                )
            )
            return saved

    def _after_import(self, binding: BaseModel) -> None:
        addresses = self.external_record["addresses"] or []
        self.component(usage="address.book.importer", model_name="magento.address").run(
            binding, addresses
        )
        self._reasons += [
            self.env._(
                "Address %(id)s is in the country “%(code)s”, which Odoo doesn't know:"
                " set its country by hand.",
                id=address["id"],
                code=address["place"].country_code,
            )
            for address in addresses
            if address["place"].is_unknown
        ]
        if self._reasons:
            self.backend_record.add_checkpoint(binding, reason="\n".join(self._reasons))


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
        ("firstname", "firstname"),
        ("lastname", "lastname"),
        ("taxvat", "taxvat"),
        ("created_at", "created_at"),
        ("updated_at", "updated_at"),
        ("read_at", "read_at"),
    ]

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
        company, vat_id = _main(record).get("company"), _main(record).get("vat_id")
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
    def main_address(self, record):
        """The main address; without any, the contact keeps what it has."""
        main = _main(record)
        return address_values(main) if main else {}

    @mapping
    def newsletter(self, record):
        """Whether the customer gets the shop's newsletter."""
        attributes = record["extension_attributes"] or {}
        return {"is_subscribed": bool(attributes.get("is_subscribed"))}

    @mapping
    def company(self, record):
        """Contacts belong to the backend's company."""
        return {"company_id": self.backend_record.company_id.id}


def _main(record: dict) -> dict:
    """The address that stands for the customer; empty if there is none."""
    addresses = record["addresses"] or []
    for flag in ("default_billing", "default_shipping"):
        for address in addresses:
            if address[flag] or address["id"] == record[flag]:
                return address
    return addresses[0] if addresses else {}


def _not_zero(external_id: str | None) -> str | None:
    return None if external_id == "0" else external_id


def full_name(record: dict) -> str:
    """Prefix, names and suffix of a person, as far as they are known."""
    parts = ("prefix", "firstname", "middlename", "lastname", "suffix")
    return " ".join(record[part] for part in parts if record.get(part))


def looks_like_vat(text: str) -> bool:
    """Whether a text may be a VAT number at all.

    >>> looks_like_vat("FR 40 303 265 045"), looks_like_vat("none"), looks_like_vat("")
    (True, False, False)
    """
    compact = re.sub(r"[\s.\-/]", "", text)
    digits = sum(character.isdigit() for character in compact)
    return 5 <= len(compact) <= 20 and digits >= 2 and compact.isalnum()


def address_values(address: dict) -> dict:
    """The fields of a contact for an address."""
    place: Place = address["place"]
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
