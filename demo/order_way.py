"""The way of one order: placed in the store, delivered and invoiced in Odoo, seen in the store."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from .main_job import (
    DemoFailed,
    Tell,
    follow_run,
    newest_job,
    start_run,
    wait_for_jobs,
)
from .odoo_session import OdooSession
from .store.control import Store

ORDER = "magento.sale.order"
#: What somebody orders: a configurable product, and a simple one.
LINES: tuple[tuple[str, float], ...] = (("TEE", 2), ("MUG-RED", 3))


@dataclass(frozen=True)
class Delivered:
    """What the store shows of an order that Odoo delivered.

    :ivar number: of the order, in the store
    :ivar total: in the store
    :ivar tracking: the number that Odoo has
    :ivar in_store: the tracking numbers that the store shows
    :ivar invoices: the numbers of its invoices in the store
    :ivar status: of the order in the store
    """

    number: str
    name: str
    total: float
    total_in_odoo: float
    tracking: str
    in_store: tuple[str, ...]
    invoices: tuple[str, ...]
    status: str
    seconds: float

    @property
    def arrived(self) -> bool:
        """Whether the store shows the tracking number."""
        return self.tracking in self.in_store


def place_order(store: Store) -> dict[str, Any]:
    """Let the first customer order something, with shipping; the order."""
    return store.place_order(
        *LINES,
        customer_id=4,
        method="checkmo",
        shipping_method="flatrate_flatrate",
        shipping_price=6.9,
    )


def import_order(
    odoo: OdooSession, backend_id: int, external_id: int, tell: Tell
) -> dict[str, Any]:
    """Press *Import Changed Orders*; the order, as Odoo has it.

    :raises DemoFailed: it is not there
    """
    run = start_run(odoo, backend_id, "action_import_changed_orders")
    follow_run(odoo, run, tell, kind="orders")
    found = odoo.read(
        ORDER,
        [("backend_id", "=", backend_id), ("external_id", "=", str(external_id))],
        ["odoo_id", "name", "amount_total", "total_amount", "exception_ids"],
    )
    if not found:
        raise DemoFailed(f"the new order {external_id} of the store is not in Odoo")
    return found[0]


def have_in_stock(odoo: OdooSession, order_id: int) -> None:
    """Count what was ordered: there is enough of it in the warehouse."""
    (order,) = odoo.read("sale.order", [("id", "=", order_id)], ["warehouse_id"])
    (warehouse,) = odoo.read(
        "stock.warehouse",
        [("id", "=", order["warehouse_id"][0])],
        ["lot_stock_id"],
    )
    lines = odoo.read(
        "sale.order.line",
        [("order_id", "=", order_id), ("product_id.is_storable", "=", True)],
        ["product_id", "product_uom_qty"],
    )
    for line in lines:
        quant = odoo.call(
            "stock.quant",
            "create",
            {
                "product_id": line["product_id"][0],
                "location_id": warehouse["lot_stock_id"][0],
                "inventory_quantity": 100,
            },
            context={"inventory_mode": True},
        )
        odoo.call("stock.quant", "action_apply_inventory", [quant])


def deliver(odoo: OdooSession, order_id: int, tracking: str) -> None:
    """Deliver all of an order, as a person does on the delivery's form.

    :raises DemoFailed: there is nothing to deliver, or Odoo asks back
    """
    pickings = odoo.read(
        "stock.picking",
        [("sale_id", "=", order_id), ("state", "not in", ("done", "cancel"))],
        ["id"],
    )
    if not pickings:
        raise DemoFailed(f"the order {order_id} has nothing to deliver")
    picking_id = pickings[0]["id"]
    odoo.press("stock.picking", picking_id, "action_assign")
    values = {"carrier_tracking_ref": tracking}
    odoo.call("stock.picking", "write", [picking_id], values)
    answer = odoo.press("stock.picking", picking_id, "button_validate")
    if isinstance(answer, dict) and answer.get("res_model"):
        raise DemoFailed(f"Odoo asks back by {answer['res_model']}")


def invoice(odoo: OdooSession, order_id: int) -> int:
    """Make and confirm the invoice of what is delivered; its id."""
    context = {"active_model": "sale.order", "active_ids": [order_id]}
    wizard = odoo.call(
        "sale.advance.payment.inv",
        "create",
        {"advance_payment_method": "delivered"},
        context=context,
    )
    odoo.call("sale.advance.payment.inv", "create_invoices", [wizard], context=context)
    moves = odoo.read(
        "account.move",
        [
            ("line_ids.sale_line_ids.order_id", "=", order_id),
            ("state", "=", "draft"),
        ],
        ["id"],
    )
    if not moves:
        raise DemoFailed(f"the order {order_id} has nothing to invoice")
    odoo.call("account.move", "action_post", [moves[0]["id"]])
    return moves[0]["id"]


def tracking_numbers(order: dict[str, Any]) -> tuple[str, ...]:
    """The tracking numbers of an order's shipments in the store."""
    return tuple(
        track["track_number"]
        for shipment in order["shipments"]
        for track in shipment["tracks"]
    )


def order_on_its_way(
    odoo: OdooSession, backend_id: int, store: Store, tell: Tell
) -> Delivered:
    """Place an order in the store, import it, deliver it, and look in the store.

    :raises DemoFailed: a step stood still, or had nothing to do
    """
    start = time.monotonic()
    placed = place_order(store)
    number, total = placed["increment_id"], placed["grand_total"]
    tell(f"in the store  order {number} of {total:.2f} {placed['order_currency_code']}")
    order = import_order(odoo, backend_id, placed["entity_id"], tell)
    order_id = order["odoo_id"][0]
    tell(f"in Odoo       order {order['name']} of {order['amount_total']:.2f}")
    have_in_stock(odoo, order_id)
    odoo.press("sale.order", order_id, "action_confirm")
    tracking = f"6A{time.time_ns() // 10**9 % 10**11:011d}"
    last_job = newest_job(odoo)
    deliver(odoo, order_id, tracking)
    tell(f"in Odoo       delivered, tracking number {tracking}")
    wait_for_jobs(odoo, last_job, tell, every=0.2)
    last_job = newest_job(odoo)
    invoice(odoo, order_id)
    tell("in Odoo       invoiced")
    wait_for_jobs(odoo, last_job, tell, every=0.2)
    shown = store.order(placed["entity_id"])
    return Delivered(
        number,
        order["name"],
        total,
        order["amount_total"],
        tracking,
        tracking_numbers(shown),
        tuple(one["increment_id"] for one in shown["invoices"]),
        shown["status"],
        time.monotonic() - start,
    )
