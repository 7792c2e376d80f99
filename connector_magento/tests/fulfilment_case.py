"""What the tests of fulfilment start from: an imported order, real documents."""

from __future__ import annotations

from odoo import Command

from odoo.addons.connector_ecommerce.tests.common import EcommerceMixin
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import MagentoCase
from .fulfilment_shop import FulfilmentShop


class FulfilmentCase(EcommerceMixin, MagentoCase):
    """An order of the shop with five mugs (item 11), two plates (12), shipping."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_ecommerce()
        cls.plate = cls.make_product("Plate", default_code="PLATE", list_price=7)
        cls.stock_up(cls.plate, cls.company)
        cls.backend.write(
            {
                "company_id": cls.company.id,
                "export_shipments": True,
                "export_invoices": True,
                "export_order_status": True,
            }
        )
        keys = {"backend_id": cls.backend.id, "external_id": "1"}
        website = cls.env["magento.website"].create({**keys, "name": "Main"})
        cls.store = cls.env["magento.store"].create(
            {**keys, "name": "Store", "website_id": website.id}
        )
        cls.view = cls.env["magento.storeview"].create(
            {**keys, "name": "View", "store_id": cls.store.id}
        )
        cls.worker = cls.make_user(
            "hj-worker", "stock.group_stock_user,sales_team.group_sale_salesman"
        )
        cls.biller = cls.make_user("hj-biller", "account.group_account_invoice")

    def setUp(self):
        super().setUp()
        self.shop.close()
        self.shop = FulfilmentShop()
        self.addCleanup(self.shop.close)
        self.backend.url = self.shop.url
        self.order = self.import_order(7, (11, self.product, 5), (12, self.plate, 2))

    def import_order(self, order_id, *lines, confirm=True, **values):
        """An order as its import leaves it: (item, product, quantity[, parent])."""
        items = []
        for item_id, product, quantity, *more in lines:
            item = {
                "item_id": item_id,
                "sku": product.default_code if product else "KIT",
                "qty_ordered": quantity,
                **(more[0] if more else {}),
            }
            items.append(item)
        self.shop.add_order(order_id, *items)
        binding = self.env["magento.sale.order"].with_context(connector_no_export=True)
        binding = binding.create(
            {
                "backend_id": self.backend.id,
                "external_id": str(order_id),
                "increment_id": f"{order_id:09}",
                "storeview_id": self.view.id,
                "partner_id": self.customer.id,
                "magento_order_line_ids": [
                    Command.create(self._line(item, line[1]))
                    for item, line in zip(items, lines, strict=True)
                    if item.pop("in_odoo", True)
                ],
                **values,
            }
        )
        binding.total_amount = binding.amount_total
        # Not in the context of the import: people handle the order.
        order = self.env["sale.order"].browse(binding.odoo_id.id)
        if confirm:
            order.action_confirm()
            self.assertEqual(order.state, "sale")
        return order

    def _line(self, item, product):
        line = {
            "backend_id": self.backend.id,
            "external_id": str(item["item_id"]),
            "parent_item_id": item.get("parent_item_id"),
        }
        if not product:
            return {**line, "display_type": "line_note", "name": "A kit"}
        return {
            **line,
            "product_id": product.id,
            "product_uom_qty": item["qty_ordered"],
        }

    def validate(self, *quantities, order=None, user=None, tracking=None, work=True):
        """Deliver so much of each line, as a person does, and do the jobs of it.

        :return: the transfer
        """
        order = order or self.order
        picking = order.picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel")
        )
        self.assertEqual(len(picking), 1)
        picking.action_assign()
        lines = order.order_line.filtered(lambda line: line.move_ids & picking.move_ids)
        for line, quantity in zip(lines, quantities, strict=True):
            move = picking.move_ids.filtered(
                lambda one, line=line: one.sale_line_id == line
            )
            move.write({"quantity": quantity, "picked": bool(quantity)})
        if tracking:
            picking.carrier_tracking_ref = tracking
        as_user = picking.with_user(user or self.worker)
        self.env.invalidate_all()
        with trap_jobs() as trap:
            as_user.with_context(skip_backorder=True).button_validate()
            self.env.cr.precommit.run()
            self.jobs = list(trap.enqueued_jobs)
            if work:
                trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        return picking

    def do(self, action, *args):
        """Do something as a person, and then the jobs that come of it."""
        with trap_jobs() as trap:
            action(*args)
            self.env.cr.precommit.run()
            jobs = list(trap.enqueued_jobs)
            trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        return jobs

    def export(self, binding):
        """Run the job of an export once more; its result."""
        self.env.flush_all()
        self.env.invalidate_all()
        return binding.export_record()

    def shipped(self):
        """The items of each shipment in the shop."""
        return [
            {line["order_item_id"]: line["qty"] for line in one["items"]}
            for one in self.shop.shipments.values()
        ]

    def tracks(self):
        return [
            track["track_number"]
            for shipment in self.shop.shipments.values()
            for track in shipment["tracks"]
        ]
