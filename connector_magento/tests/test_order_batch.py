"""Many orders: in chunks, those that changed, and those that wait."""

from __future__ import annotations

from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .order_case import ORDER, OrderCase


@tagged("standard", "at_install")
class TestOrderBatch(OrderCase):
    def import_all(self, **kwargs):
        """Import orders by the batch, with all jobs that come of it."""
        with trap_jobs() as trap:
            self.env[ORDER].import_batch(self.backend, **kwargs)
            for _generation in range(4):
                trap.perform_enqueued_jobs()
        self.env.invalidate_all()

    def orders(self):
        return self.env[ORDER].search([("backend_id", "=", self.backend.id)])

    def test_all_but_the_cancelled(self):
        self.import_all()
        self.assertEqual(
            set(self.orders().mapped("external_id")),
            {
                str(order["entity_id"])
                for order in self.shop.orders.values()
                if order["state"] != "canceled"
            },
        )
        self.assertFalse(self.waiting())
        self.assertFalse(any(order.total_difference for order in self.orders()))

    def test_a_request_for_all_of_a_chunk(self):
        self.import_all()
        # The list, the orders, and nothing by itself.
        self.assertEqual(self.shop.count("V1/orders"), 2)
        self.assertFalse([path for path in self.shop.paths() if "V1/orders/" in path])

    def test_size_of_chunks(self):
        with self.backend.work_on(ORDER) as work:
            batch = work.component(usage="batch.importer")
            self.assertEqual(batch._chunk_size, 25)
            self.backend.page_size = 7
            self.assertEqual(batch._chunk_size, 7)

    def test_nothing_is_looked_for_that_was_deleted(self):
        with trap_jobs() as trap:
            self.env[ORDER].import_batch(self.backend)
            for job in trap.enqueued_jobs:
                self.assertNotEqual(job.method_name, "import_deletions")
        self.import_all()
        with trap_jobs() as trap:
            self.env[ORDER].import_batch(self.backend)
            self.assertNotIn(
                "import_deletions", [job.method_name for job in trap.enqueued_jobs]
            )

    def test_only_what_changed(self):
        self.import_all()
        self.assertTrue(self.backend.import_orders_since)
        self.backend.import_orders_since = "2026-11-25 00:00:00"
        self.shop.touch(self.shop.by_name["pending_simple"], status="changed")
        self.shop.requests.clear()
        self.import_all(since_cursor=True)
        filters = [
            request.filters()
            for request in self.shop.requests
            if request.path == "V1/orders"
        ]
        self.assertIn(("updated_at", "gteq"), {one[:2] for one in filters[0]})
        self.assertEqual(self.bound(ORDER, 1).magento_status, "changed")
        self.assertEqual(filters[1], [("entity_id", "in", "1")])

    def test_same_second_again_is_unchanged(self):
        self.import_orders(self.shop.by_name["pending_simple"])
        self.import_orders(self.shop.by_name["pending_simple"])
        self.assertIn("1 unchanged", self.result)
        self.assertEqual(len(self.orders()), 1)

    def test_one_that_fails_does_not_keep_the_others(self):
        bad = self.shop.add_order("pending_simple")
        bad["billing_address"]["country_id"] = "AN"
        _bad, good = self.import_orders(bad, self.shop.by_name["coupon"])
        self.assertTrue(good)
        self.assertIn("1 created", self.result)
        self.assertIn("1 set aside", self.result)
        job = self.waiting()
        self.assertIn("“AN”", job.exc_message)

    def test_unknown_shipping_method_is_there_to_be_mapped(self):
        """The order waits, and what to choose is there, with a link."""
        self.method.unlink()
        self.import_orders(self.shop.by_name["pending_simple"])
        method = self.env["magento.carrier"].search([])
        self.assertEqual(method.code, "flatrate_flatrate")
        self.assertEqual(method.name, "Flat Rate - Fixed")
        self.assertFalse(method.is_mapped)
        self.assertFalse(self.orders())
        job = self.waiting()
        self.assertEqual(job.connector_configure, method)
        self.assertEqual(self.backend.unmapped_carrier_count, 1)
        action = self.backend.action_open_unmapped_carriers()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), method)
        method.without_carrier = True
        self.import_orders(self.shop.by_name["pending_simple"])
        self.assertEqual(len(self.orders()), 1)

    def test_unpaid_orders_of_a_chunk_wait_alone(self):
        modes = self.env["account.payment.mode"]
        modes.get_or_create_payment_method("checkmo").import_rule = "paid"
        self.import_orders(
            self.shop.by_name["pending_simple"], self.shop.by_name["custom_options"]
        )
        self.assertEqual(
            self.orders().mapped("increment_id"), ["000000009"], "paid otherwise"
        )
        job = self.waiting()
        self.assertEqual(job.state, "pending")
        self.assertTrue(job.eta, "tried again later")

    def test_order_without_id(self):
        self.shop.orders[77] = {**self.shop.by_name["coupon"], "entity_id": None}
        with trap_jobs() as trap, self.backend.work_on(ORDER) as work:
            adapter = work.component(usage="backend.adapter")
            adapter._paged([{"increment_id": "000000099"}], whole=False)
            self.assertEqual(adapter.unidentified, [{"increment_id": "000000099"}])
        self.assertFalse(trap.enqueued_jobs)

    def test_first_import_brings_the_store_views(self):
        self.shop.requests.clear()
        self.import_all()
        self.assertIn("V1/store/storeViews", self.shop.paths())
        self.shop.requests.clear()
        self.import_all(since_cursor=True)
        self.assertNotIn("V1/store/storeViews", self.shop.paths())

    def test_buttons(self):
        actions = [
            self.backend.action_import_orders()["params"]["type"],
            self.backend.action_import_changed_orders()["params"]["type"],
            self.backend.action_import_orders()["params"]["type"],
        ]
        self.assertEqual(actions, ["success", "success", "warning"])
        jobs = self.env["queue.job"].search([("model_name", "=", ORDER)])
        self.assertEqual(jobs.mapped("method_name"), ["import_batch"] * 2)

    def test_schedule(self):
        schedules = {
            (one.model, one.what) for one in self.backend._connector_schedules()
        }
        self.assertIn((ORDER, "changed"), schedules)

    def test_lines_are_not_imported_by_themselves(self):
        names = self.backend._import_models()
        self.assertIn(ORDER, names)
        self.assertNotIn(f"{ORDER}.line", names)

    def test_dry_run(self):
        order = self.import_order("pending_simple")
        self.shop.touch(self.shop.by_name["pending_simple"], status="changed")
        with self.backend.work_on(ORDER) as work:
            preview = work.component(usage="record.importer").preview("1")
        changes = {change.label: change.new for change in preview.changes}
        self.assertEqual(changes["Status in the Shop"], "changed")
        self.assertEqual(order.magento_status, "pending")

    def test_dry_run_of_a_new_order(self):
        partners = self.env["res.partner"].search_count([])
        with self.backend.work_on(ORDER) as work:
            preview = work.component(usage="record.importer").preview("11")
        self.assertTrue(preview.changes)
        self.assertFalse(self.orders())
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
