"""Which customers an import asks for, and where the next one begins."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta

from odoo.tests import tagged

from odoo.addons.connector.rest import ServerFailure, UnreadableAnswer
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import MagentoCase
from .fake_shop import Answer, capture

SEARCH = ("GET", "V1/customers/search")


@tagged("standard", "at_install")
class TestCustomerBatch(MagentoCase):
    def setUp(self):
        super().setUp()
        self.model = self.env["magento.res.partner"]

    def run_batch(self, **kwargs):
        """Run the batch; the ids for which a job was delayed."""
        with trap_jobs() as trap:
            self.model.import_batch(self.backend, **kwargs)
        self.trap = trap
        # Another transaction, in truth.
        self.backend.invalidate_recordset(["import_customers_since"])
        ids = []
        for job in trap.enqueued_jobs:
            ids += job.args[1] if isinstance(job.args[1], list) else [job.args[1]]
        return ids

    def searches(self):
        return [one for one in self.shop.requests if one.path == SEARCH[1]]

    def test_one_job_per_chunk(self):
        ids = ["4", "6", "7", "9", "10", "16", "20"]
        self.assertEqual(self.run_batch(), ids)
        (job,) = self.trap.enqueued_jobs
        self.assertEqual(job.method_name, "import_chunk")
        self.assertEqual(job.args, (self.backend, ids))
        self.assertIn("Test shop: import of Magento Customer", job.description)

    def test_one_job_per_customer_for_those_who_ask(self):
        ids = self.run_batch(mode="jobs")
        self.assertEqual(len(ids), 7)
        self.assertEqual(self.trap.enqueued_jobs[0].method_name, "import_record")

    def test_result(self):
        with trap_jobs():
            result = self.model.import_batch(self.backend)
        self.assertIn("7 records", result)

    def test_pages(self):
        self.backend.page_size = 3
        self.assertEqual(len(self.run_batch()), 7)
        self.assertEqual(
            [request.filters() for request in self.searches()],
            [[], [("entity_id", "gt", "7")], [("entity_id", "gt", "16")]],
        )
        for request in self.searches():
            query = request.query
            self.assertEqual(query["searchCriteria[pageSize]"], "3")
            self.assertEqual(query["searchCriteria[currentPage]"], "1")
            self.assertEqual(query["searchCriteria[sortOrders][0][field]"], "entity_id")
            self.assertEqual(query["fields"], "items[id,email],total_count")

    def test_full_last_page_needs_no_further_request(self):
        self.backend.page_size = 7
        self.assertEqual(len(self.run_batch()), 7)
        self.assertEqual(len(self.searches()), 1)

    def test_nothing_is_missed_when_customers_change_between_pages(self):
        self.backend.page_size = 2
        real = self.shop.routes[SEARCH]

        def search(request):
            answer = real(request)
            # Deleting what was listed moves all others one place forward.
            self.shop.customers.pop(4, None)
            self.shop.customers[6]["updated_at"] = "2027-01-01 00:00:00"
            return answer

        self.shop.routes[SEARCH] = search
        self.assertEqual(self.run_batch(), ["4", "6", "7", "9", "10", "16", "20"])

    def test_empty_shop(self):
        self.shop.customers.clear()
        self.assertEqual(self.run_batch(), [])
        self.shop.routes[SEARCH] = capture("customers_search_none_with_fields")
        self.assertEqual(self.run_batch(), [])

    def test_repeated_page_does_not_loop(self):
        self.backend.page_size = 2
        items = [{"id": 1}, {"id": 2}]
        self.shop.routes[SEARCH] = Answer(body={"items": items, "total_count": 9})
        with self.assertRaisesRegex(UnreadableAnswer, "repeats a page.*id 2"):
            self.run_batch()
        self.assertEqual(len(self.searches()), 2)

    def test_stores_and_groups_come_first(self):
        self.run_batch()
        self.assertEqual(
            self.shop.paths()[:5],
            [
                "V1/store/websites",
                "V1/store/storeGroups",
                "V1/store/storeViews",
                "V1/store/storeConfigs",
                "V1/customerGroups/search",
            ],
        )
        self.assertEqual(self.env["magento.website"].search_count([]), 2)
        self.assertEqual(self.env["magento.res.partner.category"].search_count([]), 7)

    def test_filters(self):
        self.assertEqual(
            self.run_batch(filters=[["updated_at", "gteq", "2026-11-23 01:02:40"]]),
            ["16", "20"],
        )
        self.assertFalse(self.backend.import_customers_since)

    # Changed customers

    def test_cursor_is_the_shops_clock_when_the_search_began(self):
        moment = datetime(2026, 11, 23, 12, 0, 30)
        epoch = datetime(1970, 1, 1)
        times = iter(range(100))
        self.backend.page_size = 3
        self.shop.date = lambda: (
            moment - epoch + timedelta(minutes=next(times))
        ).total_seconds()
        self.run_batch()
        # Five requests for stores and groups come before.
        self.assertEqual(
            self.backend.import_customers_since, datetime(2026, 11, 23, 12, 4, 30)
        )

    def test_only_changed(self):
        # A minute earlier: a change may be dated some seconds before it can be read.
        self.backend.import_customers_since = "2026-11-23 01:03:40"
        self.assertEqual(self.run_batch(since_cursor=True), ["16", "20"])
        self.assertEqual(
            self.searches()[0].filters(),
            [("updated_at", "gteq", "2026-11-23 01:02:40")],
        )
        self.assertNotIn("V1/store/websites", self.shop.paths())

    def test_only_changed_moves_the_cursor(self):
        self.backend.import_customers_since = "2026-11-23 01:02:40"
        self.run_batch(since_cursor=True)
        self.assertGreater(
            self.backend.import_customers_since, datetime(2026, 11, 23, 1, 3)
        )

    def test_only_changed_without_cursor_takes_all(self):
        self.assertEqual(len(self.run_batch(since_cursor=True)), 7)
        self.assertTrue(self.backend.import_customers_since)

    def test_change_during_the_import_comes_with_the_next(self):
        self.run_batch()
        since = self.backend.import_customers_since
        changed_at = since + timedelta(seconds=61)
        self.shop.customers[9]["updated_at"] = str(changed_at)
        self.assertEqual(self.run_batch(since_cursor=True), ["9"])

    def test_failure_leaves_the_cursor(self):
        self.backend.import_customers_since = "2026-11-23 01:02:40"
        self.shop.routes[SEARCH] = Answer(500, {})
        with self.assertRaises(ServerFailure):
            self.run_batch(since_cursor=True)
        self.assertEqual(
            self.backend.import_customers_since, datetime(2026, 11, 23, 1, 2, 40)
        )

    def test_failure_in_the_middle_of_a_batch(self):
        self.backend.page_size = 3
        real = self.shop.routes[SEARCH]
        answers = [real, lambda request: Answer(500, {}), real, real, real]
        self.shop.routes[SEARCH] = lambda request: answers.pop(0)(request)
        with self.assertRaises(ServerFailure), self.env.cr.savepoint():
            self.run_batch()
        self.env.invalidate_all()
        self.assertFalse(self.backend.import_customers_since)
        self.assertEqual(len(self.run_batch()), 7)

    def test_failed_batch_leaves_no_job(self):
        self.backend.page_size = 3
        real = self.shop.routes[SEARCH]
        answers = [real, lambda request: Answer(500, {})]
        self.shop.routes[SEARCH] = lambda request: answers.pop(0)(request)
        with self.assertRaises(ServerFailure), self.env.cr.savepoint():
            self.model.import_batch(self.backend)
        jobs = self.env["queue.job"].search([("model_name", "=", self.model._name)])
        self.assertFalse(jobs)

    def test_waiting_job_is_not_doubled(self):
        self.model.import_batch(self.backend)
        self.model.import_batch(self.backend)
        jobs = self.env["queue.job"].search([("model_name", "=", self.model._name)])
        self.assertEqual(jobs.mapped("connector_record_count"), [7])

    def test_all_the_way(self):
        with trap_jobs() as trap:
            self.model.import_batch(self.backend)
            trap.perform_enqueued_jobs()
        self.assertEqual(self.model.search_count([]), 7)
        before = self.counts()
        with trap_jobs() as trap:
            self.model.import_batch(self.backend)
            trap.perform_enqueued_jobs()
        self.assertEqual(self.counts(), before)

    # Deleted customers

    def import_all(self):
        """Import all customers, and run all jobs that come of it."""
        with trap_jobs() as trap:
            self.model.import_batch(self.backend)
            for _generation in range(3):
                trap.perform_enqueued_jobs()

    def test_deleted_customers_are_archived_after_a_full_import(self):
        self.import_all()
        del self.shop.customers[9]
        self.import_all()
        self.assertFalse(self.customer("9"))
        found = self.model.with_context(active_test=False).search([])
        self.assertEqual(len(found), 7)
        self.assertEqual(len(found.filtered("active")), 6)

    def test_first_import_looks_for_nothing_deleted(self):
        self.run_batch()
        self.assertEqual(len(self.searches()), 1)

    def test_import_of_changes_looks_for_nothing_deleted(self):
        self.import_all()
        with trap_jobs() as trap:
            self.model.import_batch(self.backend, since_cursor=True)
        methods = {job.method_name for job in trap.enqueued_jobs}
        self.assertNotIn("import_deletions", methods)

    def test_customer_whose_id_is_not_told_is_not_taken_for_deleted(self):
        self.import_all()
        real = self.shop.routes[SEARCH]

        def search(request):
            answer = real(request)
            if "fields" not in request.query:
                answer.body["items"] = [
                    {key: one[key] for key in one if key != "id" or one["id"] != 9}
                    for one in answer.body["items"]
                ]
            return answer

        self.shop.routes[SEARCH] = search
        self.shop.customers[9]["email"] = "new@example.test"
        self.shop.customers[9]["updated_at"] = "2026-11-25 00:00:00"
        self.model.import_chunk(self.backend, ["7", "9"])
        self.assertEqual(self.customer("9").email, "new@example.test")

    # Customers without id

    def test_customer_without_id_gets_a_job_that_fails(self):
        broken = copy.deepcopy(self.shop.customers[7])
        real = self.shop.routes[SEARCH]

        def search(request):
            answer = real(request)
            answer.body["items"].insert(1, {"email": broken["email"]})
            answer.body["items"].append({"id": "x", "email": "x@example.test"})
            return answer

        self.shop.routes[SEARCH] = search
        ids = self.run_batch()
        self.assertEqual(ids, ["4", "6", "7", "9", "10", "16", "20", False, False])
        job = self.trap.enqueued_jobs[-2]
        self.assertEqual(job.kwargs["data"], {"email": broken["email"]})
        self.assertIn("without id", job.description)

    def test_only_customers_without_id(self):
        self.backend.page_size = 2
        items = [{"email": "a@example.test"}, {"email": "b@example.test"}]
        self.shop.routes[SEARCH] = Answer(body={"items": items, "total_count": 9})
        with self.assertRaises(UnreadableAnswer):
            self.run_batch()
