"""Barcodes: Odoo takes each of them once."""

from __future__ import annotations

from collections.abc import Iterable

from odoo.fields import Domain

from odoo.addons.component.core import AbstractComponent


class BarcodeKeeper(AbstractComponent):
    """Leaves out the barcodes that another product has already, and says so."""

    _name = "magento.barcode.keeper"
    _inherit = "base.magento.connector"

    def _keep_free_barcodes(self, values_list: list[dict], own: object = None) -> None:
        """Leave out of values those barcodes that are taken.

        Asks once for all; the products are noted in ``work.taken_barcodes``.

        :param own: the product that the values are for, if there is one
        """
        wanted = [vals["barcode"] for vals in values_list if vals.get("barcode")]
        holders = self._barcode_holders(wanted, own) if wanted else {}
        for vals in values_list:
            barcode = vals.get("barcode")
            if not barcode:
                continue
            holder = holders.get(barcode)
            if holder is None:
                holders[barcode] = vals.get("default_code") or vals.get("sku") or ""
                vals["taken_barcode"] = barcode
                continue
            vals["barcode"] = vals["taken_barcode"] = False
            self._taken_barcodes[str(vals.get("sku"))] = (barcode, holder)

    def _barcode_holders(
        self, barcodes: Iterable[str], own: object = None
    ) -> dict[str, str]:
        """Barcode → name of the product or packaging that has it."""
        company = self.backend_record.company_id
        domain = Domain("barcode", "in", list(barcodes))
        if company:
            domain &= Domain("company_id", "in", (False, company.id))
        products = self.env["product.product"].sudo().search(domain)
        if own:
            products -= own
        holders = {one.barcode: one.display_name for one in products}
        packagings = self.env["product.uom"].sudo().search(domain)
        return {one.barcode: one.display_name for one in packagings} | holders

    @property
    def _taken_barcodes(self) -> dict[str, tuple[str, str]]:
        """SKU → barcode and who has it; of all importers at work."""
        return self.work.__dict__.setdefault("taken_barcodes", {})

    def _barcode_reason(self, sku: str) -> str | None:
        """Why a product has no barcode, in words."""
        if sku not in self._taken_barcodes:
            return None
        barcode, holder = self._taken_barcodes.pop(sku)
        return self.env._(
            "The barcode %(barcode)s of %(sku)s belongs to “%(holder)s” already, so the"
            " product was imported without. Correct one of the two in the shop.",
            barcode=barcode,
            sku=sku,
            holder=holder,
        )
