"""How customers are read from the shop, and written to it."""

# It writes to the shop, where there is nothing to call with super().
# pylint: disable=method-required-super

from __future__ import annotations

from collections.abc import Iterable, Mapping

from odoo.addons.component.core import Component
from odoo.addons.connector.exception import InvalidDataError
from odoo.addons.connector.rest import RequestRefused, encode_path

from .address import main_address
from .partner_export import ADDRESS_KEYS, merged_customer


class CustomerAdapter(Component):
    """Customers have their addresses with them; there is no other list of these."""

    _name = "magento.customer.adapter"
    _inherit = "magento.keyset.adapter"
    _apply_on = "magento.res.partner"

    _path = "V1/customers"
    _search_path = "V1/customers/search"
    # The e-mail address tells a person which customer has no id.
    _listed = "id,email"

    def write(self, external_id: str, data: Mapping[str, object]) -> None:
        """Change a customer.

        :param data: what belongs to an address changes the main one
        :raises InvalidDataError: the customer has no address to change
        """
        remote = self.read(external_id)
        of_address = {key: data[key] for key in data if key in ADDRESS_KEYS}
        of_customer = {key: data[key] for key in data if key not in ADDRESS_KEYS}
        addresses = {}
        if of_address:
            addresses = {str(main_address(remote).get("id")): of_address}
        self._put(remote, of_customer, addresses)

    def write_address(
        self, external_id: str, address_id: str, data: Mapping[str, object]
    ) -> None:
        """Change one address of a customer.

        :raises InvalidDataError: the customer does not have the address any more
        """
        self._put(self.read(external_id), {}, {address_id: data})

    def _put(
        self, remote: dict, changes: Mapping, addresses: Mapping[str, Mapping]
    ) -> None:
        in_shop = {str(one["id"]): one for one in remote.get("addresses") or []}
        if not in_shop.keys() >= addresses.keys():
            raise InvalidDataError(
                self.env._(
                    "The customer %(id)s has no such address in %(backend)s (any"
                    " more): %(keys)s can't be written. Enter the address in the shop,"
                    " or import the customer again.",
                    id=remote.get("id"),
                    backend=self.backend_record.name,
                    keys=", ".join(
                        sorted({key for one in addresses.values() for key in one})
                    ),
                )
            )
        addresses = {
            id_: self._with_region(changed, in_shop[id_])
            for id_, changed in addresses.items()
        }
        customer = merged_customer(remote, changes, addresses)
        path = self._record_path(remote["id"])
        try:
            self.rest.put(path, {"customer": customer})
        except RequestRefused:
            # Addresses go back as they are, but the shop may have stored some before
            # it was told to accept no more than two lines, which is its default.
            if not _join_street_lines(customer):
                raise
            self.rest.put(path, {"customer": customer})

    def _with_region(self, changed: Mapping, address: Mapping) -> Mapping:
        """The changes with the id that the shop itself has for the region.

        Where the shop knows regions of a country, it takes them by their id only; where
        it knows none, the name is free text.
        """
        if not changed.get("region"):
            return changed
        wanted = changed["region"]
        country_id = changed.get("country_id") or address.get("country_id")
        region = {
            "region_id": 0,
            "region_code": None,
            "region": wanted["region"] or None,
        }
        if wanted["region"] and country_id:
            for known in self._regions(country_id):
                if _is_same(known, wanted):
                    region = {
                        "region_id": int(known["id"]),
                        "region_code": known["code"],
                        "region": known["name"],
                    }
                    break
        return {**changed, "region": region}

    def _regions(self, country_id: str) -> Iterable[dict]:
        country = self.rest.get(f"V1/directory/countries/{encode_path(country_id)}")
        return country.get("available_regions") or []


def _join_street_lines(customer: dict) -> bool:
    """Make two lines of longer streets; whether there was one."""
    long = [
        address
        for address in customer.get("addresses", ())
        if len(address.get("street") or ()) > 2
    ]
    for address in long:
        first, *others = address["street"]
        address["street"] = [first, ", ".join(others)]
    return bool(long)


def _is_same(known: Mapping, wanted: Mapping) -> bool:
    names = {str(known.get(key)).casefold() for key in ("code", "name")}
    return not names.isdisjoint(
        {wanted["region_code"].casefold(), wanted["region"].casefold()} - {""}
    )
