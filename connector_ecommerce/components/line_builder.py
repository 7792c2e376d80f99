"""Builders of order lines that stand for no article: shipping, gifts, fees."""

from __future__ import annotations

from typing import Any

from odoo.models import BaseModel

from odoo.addons.component.core import Component
from odoo.addons.connector.exception import ConfigurationError, InvalidDataError


class SpecialOrderLineBuilder(Component):
    """Builds the values of an order line from a product and a price.

    Set what is known of the line between getting the builder and asking for the line::

        builder = self.component(usage="order.line.builder.shipping")
        builder.price_unit = record["shipping_amount"]
        values["order_line"].append((0, 0, builder.get_line()))

    The name of the line is the product's, in the language of the context: work with
    ``backend.with_context(lang=partner.lang)`` to have it in the customer's.

    A connector adds a kind of line by inheriting me with a usage and a
    ``product_ref`` of its own, and overrides :meth:`get_line` to add values.

    ============== =================================================================
    attribute      meaning
    ============== =================================================================
    product        the product or its id; wins over ``product_ref``
    product_ref    XML id of the product: a tuple of module and name
    price_unit     the price; 0 is a price
    quantity       the quantity, in the product's unit
    sign           -1 when the price lowers the total of the order
    sequence       place of the line on the order: special lines come last
    ============== =================================================================
    """

    _name = "ecommerce.order.line.builder"
    _inherit = "base.connector"
    _usage = "order.line.builder"

    product: BaseModel | int | None = None
    product_ref: tuple[str, str] | None = None
    price_unit: float | None = None
    quantity: float = 1
    sign: int = 1
    sequence: int = 980

    def get_line(self) -> dict[str, Any]:
        """Return the values of the line, to be wrapped as ``(0, 0, values)``.

        :raises AssertionError: no product, or no price, was set
        :raises ConfigurationError: the product of ``product_ref`` was deleted
        :raises InvalidDataError: ``product`` is no product that exists
        """
        self._check_state()
        product = self._get_product()
        return {
            "product_id": product.id,
            "name": product.name,
            "product_uom_id": product.uom_id.id,
            "product_uom_qty": self.quantity,
            # A gift of nothing would be printed as -0.00.
            "price_unit": (self.price_unit or 0.0) * self.sign or 0.0,
            "sequence": self.sequence,
        }

    def _check_state(self) -> None:
        missing = []
        if not self.product and not self.product_ref:
            missing.append("product (a product or its id) or product_ref")
        if self.price_unit is None or self.price_unit is False:
            missing.append("price_unit (0 is a price)")
        if missing:
            raise AssertionError(
                f"The order line cannot be built: {self._name} (usage {self._usage}) "
                f"lacks {' and '.join(missing)}. Set it on the builder before "
                "get_line()."
            )

    def _get_product(self) -> BaseModel:
        """Return the product of the line."""
        if not self.product:
            return self._get_referenced_product()
        product: Any = self.product
        if type(product) is int:
            product = self.env["product.product"].browse(product)
        is_product = (
            isinstance(product, BaseModel) and product._name == "product.product"
        )
        if is_product and len(product) == 1 and product.exists():
            return product
        raise InvalidDataError(
            self.env._(
                "The order line cannot be built: %(builder)s got %(product)r as its "
                "product, which is not one variant (product.product) that exists. Give "
                "the variant or its id, or leave the product empty to use "
                "%(reference)s.",
                builder=self._name,
                product=self.product,
                reference=self.product_ref,
            )
        )

    def _get_referenced_product(self) -> BaseModel:
        xmlid = ".".join(self.product_ref or ())
        product = self.env.ref(xmlid, raise_if_not_found=False)
        if product and product._name == "product.product":
            return product
        raise ConfigurationError(
            self.env._(
                "The order line cannot be built: %(builder)s needs the product of the "
                "external id %(xmlid)s, which leads to %(seen)s. Create a service "
                "product for such lines and give it this external id (Settings, "
                "Technical, External Identifiers), then requeue the job.",
                builder=self._name,
                xmlid=xmlid,
                seen=repr(product)
                if product
                else self.env._("nothing: it was deleted"),
            )
        )


class ShippingLineBuilder(Component):
    """Builds the line of the shipping costs."""

    _name = "ecommerce.order.line.builder.shipping"
    _inherit = "ecommerce.order.line.builder"
    _usage = "order.line.builder.shipping"

    product_ref = ("connector_ecommerce", "product_product_shipping")
    sequence = 999

    def get_line(self) -> dict[str, Any]:
        """Return the values of a line that Odoo knows as the order's delivery."""
        return {**super().get_line(), "is_delivery": True}


class CashOnDeliveryLineBuilder(Component):
    """Builds the line of the fee for cash on delivery."""

    _name = "ecommerce.order.line.builder.cod"
    _inherit = "ecommerce.order.line.builder"
    _usage = "order.line.builder.cod"

    product_ref = ("connector_ecommerce", "product_product_cash_on_delivery")
    sequence = 995


class GiftOrderLineBuilder(Component):
    """Builds the line of a gift certificate, which lowers the total.

    ``gift_code``, when the shop tells one, is shown in the name of the line.
    """

    _name = "ecommerce.order.line.builder.gift"
    _inherit = "ecommerce.order.line.builder"
    _usage = "order.line.builder.gift"

    product_ref = ("connector_ecommerce", "product_product_gift")
    sign = -1
    sequence = 990
    gift_code: str | None = None

    def get_line(self) -> dict[str, Any]:
        """Return the values of the line, with the gift's code in its name."""
        line = super().get_line()
        if self.gift_code:
            line["name"] = f"{line['name']} [{self.gift_code}]"
        return line
