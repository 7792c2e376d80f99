"""What the shop refuses of the stock it is sent, and a shop that can't be reached."""

from __future__ import annotations

from odoo.tests import tagged

from odoo.addons.connector.exception import IDMissingInBackend, NetworkRetryableError
from odoo.addons.connector.rest import (
    RequestRefused,
    RestConfigurationError,
    ServerFailure,
    TooManyRequests,
)
from odoo.addons.queue_job.tests.common import trap_jobs

from .catalogue_case import PRODUCT
from .fake_shop import Answer
from .stock_case import ITEM, MUG_BLUE, MUG_RED, StockCase


@tagged("standard", "at_install")
class TestStockFailures(StockCase):
    def problems(self):
        items = self.env[ITEM].search([("problem", "!=", False)])
        return {item.product_id.sku: item.problem for item in items}

    def test_refused_product_is_set_aside(self):
        self.shop.refused = {"MUG-RED"}
        result = self.export_chunk(MUG_RED, MUG_BLUE)
        self.assertIn("of 1 products sent", result)
        self.assertIn("1 set aside", result)
        self.assertEqual(set(self.shop.items), {"MUG-BLUE"})
        [job] = self.failed()
        self.assertEqual(job.connector_external_id, str(MUG_RED))
        self.assertEqual(job.connector_error_kind, "skip")
        self.assertIn("float", job.exc_message)
        self.assertIn("qty", job.connector_payload)
        self.assertEqual(set(self.problems()), {"MUG-RED"})
        self.assertEqual(self.backend.stock_problem_count, 1)

    def test_unknown_sku(self):
        """Deleted between the look at the products and the writing of their stock."""
        self.shop.wrong["MUG-RED"] = Answer(
            404, {"message": 'The Product with the "%1" SKU...', "parameters": ["X"]}
        )
        self.export_chunk(MUG_RED, MUG_BLUE)
        self.assertEqual(set(self.shop.items), {"MUG-BLUE"})
        [job] = self.failed()
        self.assertEqual(job.exc_name.rpartition(".")[2], "RecordMissing")

    def test_deleted_product(self):
        del self.shop.products[MUG_RED]
        self.export_chunk(MUG_RED, MUG_BLUE)
        self.assertEqual(set(self.shop.items), {"MUG-BLUE"})
        self.assertIn("no product with id 1", self.failed().exc_message)
        with self.assertRaises(IDMissingInBackend):
            self.export_one(MUG_RED)

    def test_what_was_refused_is_not_tried_again_by_itself(self):
        self.shop.refused = {"MUG-RED"}
        self.export()
        self.shop.requests.clear()
        self.put(MUG_RED, 3)
        self.export()
        self.assertEqual(self.shop.sent(), [])
        self.assertEqual(self.to_send(), {"MUG-RED"})
        # A second failure of the same product is no second job.
        self.export(force=True)
        self.assertEqual(len(self.failed()), 1)

    def test_retry(self):
        self.put(MUG_RED, 3)
        self.shop.refused = {"MUG-RED"}
        self.export_chunk(MUG_RED)
        with self.assertRaises(RequestRefused):
            self.export_one(MUG_RED)
        self.shop.refused = set()
        self.export_one(MUG_RED)
        self.assertEqual(self.shop.items["MUG-RED"]["qty"], 3)
        self.assertFalse(self.problems())
        self.assertEqual(self.to_send(), {"MUG-BLUE"})

    def test_sent_since_by_another_job(self):
        self.shop.refused = {"MUG-RED"}
        self.export()
        [job] = self.failed()
        self.shop.refused = set()
        self.export(force=True)
        self.assertEqual(job.state, "done")
        self.assertFalse(self.failed())
        self.assertEqual(self.backend.stock_problem_count, 0)

    def test_former_quantity_is_known_after_a_refusal(self):
        binding = self.put(MUG_RED, 3)
        self.export()
        self.put(MUG_RED, 1)
        self.shop.refused = {"MUG-RED"}
        self.export()
        self.assertEqual(binding.magento_qty, 3)

    def test_keys_refused(self):
        self.shop.wrong["MUG-RED"] = Answer(401, {"message": "not authorized"})
        with self.assertRaises(RestConfigurationError):
            self.export_chunk(MUG_RED, MUG_BLUE)

    def test_internal_error_of_one_product_is_tried_again_alone(self):
        self.shop.wrong["MUG-RED"] = Answer(500, {"message": "Internal Error"})
        result = self.export_chunk(MUG_RED, MUG_BLUE)
        self.assertIn("1 set aside", result)
        self.assertEqual(set(self.shop.items), {"MUG-BLUE"})
        [job] = self.trap.enqueued_jobs
        self.assertEqual(job.args[1], str(MUG_RED))
        self.assertTrue(job.eta)
        self.assertFalse(self.failed())
        with self.assertRaises(ServerFailure):
            self.export_one(MUG_RED)

    def test_shop_with_internal_errors_only(self):
        for number in range(10):
            self.shop.add_product(1000 + number, f"P-{number}")
            self.shop.wrong[f"P-{number}"] = Answer(500, {"message": "Internal Error"})
        self.import_chunk(PRODUCT, *range(1000, 1010))
        self.shop.requests.clear()
        with self.assertRaises(ServerFailure):
            self.export_chunk(*range(1000, 1010))
        self.assertLess(len(self.shop.sent()), 20)

    def test_shop_out_of_reach(self):
        self.shop.wrong["MUG-RED"] = Answer(
            503, "<html>", {"Content-Type": "text/html"}
        )
        with self.assertRaises(NetworkRetryableError):
            self.export_chunk(MUG_RED, MUG_BLUE)

    def test_what_went_through_is_kept_when_the_shop_asks_to_slow_down(self):
        self.shop.wrong["MUG-BLUE"] = Answer(
            429, {"message": "slow down"}, {"Retry-After": "90"}
        )
        result = self.export_chunk(MUG_RED, MUG_BLUE)
        self.assertIn("1 are sent later", result)
        self.assertEqual(self.to_send(), {"MUG-BLUE"})
        [job] = self.trap.enqueued_jobs
        self.assertEqual(job.args[1], [str(MUG_BLUE)])
        self.assertTrue(job.eta)
        # The rest alone makes no progress: then the whole job comes back.
        with self.assertRaises(TooManyRequests):
            self.export_chunk(MUG_BLUE)

    def test_interrupted_job_sends_the_same_again(self):
        self.put(MUG_RED, 3)
        with self.assertRaises(ZeroDivisionError), self.cr.savepoint():
            self.export_chunk(MUG_RED)
            raise ZeroDivisionError
        self.env.invalidate_all()
        self.assertEqual(self.shop.items["MUG-RED"]["qty"], 3)
        self.assertEqual(self.to_send(), {"MUG-RED", "MUG-BLUE"})
        self.export_chunk(MUG_RED)
        self.assertEqual(self.shop.items["MUG-RED"]["qty"], 3)

    def test_stopped_run_does_nothing(self):
        with trap_jobs() as trap:
            self.backend.action_export_stock()
            [job] = trap.enqueued_jobs
            run = self.env["connector.run"].browse(
                job.recordset.env.context["connector_run_id"]
            )
            run.stop("test")
            trap.perform_enqueued_jobs()
        self.assertEqual(self.shop.sent(), [])
