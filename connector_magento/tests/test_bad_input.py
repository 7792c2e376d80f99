"""One bad record fails alone, says why, and leaves nothing behind."""

from __future__ import annotations

from odoo.tests import tagged

from odoo.addons.connector.rest import (
    RestConfigurationError,
    ServerFailure,
    ServerUnreachable,
    UnreadableAnswer,
)
from odoo.addons.queue_job.tests.common import trap_jobs

from ..client.payload import UnexpectedData
from .common import MagentoCase
from .fake_shop import Answer, capture


@tagged("standard", "at_install")
class TestBadInput(MagentoCase):
    def setUp(self):
        super().setUp()
        self.model = self.env["magento.res.partner"]

    def refused(self, external_id, error_class, *texts, **kwargs):
        """Import something bad: an error that says all, and no trace."""
        before = self.counts()
        model = self.env["magento.res.partner"]
        with self.assertRaises(error_class) as caught, self.env.cr.savepoint():
            model.import_record(self.backend, external_id, **kwargs)
        for text in texts:
            self.assertIn(text, str(caught.exception))
        self.assertEqual(self.counts(), before)
        return caught.exception

    def test_missing_values(self):
        for name in ("email", "firstname", "lastname"):
            customer = dict(self.shop.customers[7])
            del customer[name]
            self.shop.routes["GET", "V1/customers/7"] = Answer(body=customer)
            with self.subTest(name):
                self.refused(
                    "7", UnexpectedData, "customer with id 7", f"“{name}” is missing"
                )

    def test_missing_id(self):
        customer = dict(self.shop.customers[7])
        del customer["id"]
        self.shop.routes["GET", "V1/customers/7"] = Answer(body=customer)
        self.refused("7", UnexpectedData, "customer with id 7", "“id” is missing")
        self.refused(
            False,
            UnexpectedData,
            "customer without id (email 'a@example.test')",
            data={"email": "a@example.test"},
        )

    def test_integer_where_text_belongs(self):
        self.shop.customers[7]["firstname"] = 42
        self.refused(
            "7", UnexpectedData, "“firstname” holds 42", "Correct it in Magento"
        )

    def test_bad_address_refuses_the_whole_customer(self):
        self.shop.customers[10]["addresses"][1]["city"] = 42
        self.refused("10", UnexpectedData, "“addresses[1].city” holds 42")

    def test_bad_update_leaves_the_record(self):
        binding = self.import_customer("10")
        self.shop.customers[10] |= {"firstname": "New", "lastname": 42}
        self.refused("10", UnexpectedData, force=True)
        self.assertEqual(self.customer("10").firstname, binding.firstname)

    def test_bad_group(self):
        groups = capture("customer_groups_search").body["items"]
        self.shop.routes["GET", "V1/customerGroups/1"] = Answer(
            body={**groups[1], "code": ["General"]}
        )
        self.refused("7", UnexpectedData, "customer group with id 1", "“code” holds")

    def test_answers_that_are_no_customer(self):
        for answer, error_class in (
            (Answer(body=[1]), UnreadableAnswer),
            (Answer(body="text"), UnreadableAnswer),
            (Answer(200, b'{"id": 7'), UnreadableAnswer),
            (
                Answer(200, "<html>", {"Content-Type": "text/html"}),
                UnreadableAnswer,
            ),
            (Answer(500, {}), ServerFailure),
            (capture("maintenance_mode"), ServerUnreachable),
            (capture("auth_expired_admin_token"), RestConfigurationError),
        ):
            self.shop.routes["GET", "V1/customers/7"] = answer
            with self.subTest(answer.body):
                self.refused("7", error_class)

    def test_good_ones_go_on(self):
        """A chunk sets aside what fails, and imports the others."""
        self.shop.customers[6]["lastname"] = None
        self.shop.customers[9]["addresses"][0]["country_id"] = "ZZ"
        self.shop.customers[10]["firstname"] = "F" * 300
        with trap_jobs() as trap:
            self.model.import_batch(self.backend)
        chunk = trap.enqueued_jobs[0]
        result = self.model.import_chunk(*chunk.args)
        self.assertIn("6 created", result)
        self.assertIn("1 set aside", result)
        found = self.model.search([])
        self.assertEqual(
            set(found.mapped("external_id")), {"4", "7", "9", "10", "16", "20"}
        )
        job = self.env["queue.job"].search([("state", "=", "failed")])
        self.assertEqual(job.connector_external_id, "6")
        self.assertEqual(job.connector_error_kind, "skip")
        self.assertIn("“lastname” is missing", job.exc_message)

    def test_corrected_one_ends_its_failure(self):
        lastname = self.shop.customers[6]["lastname"]
        self.shop.customers[6]["lastname"] = None
        self.model.import_chunk(self.backend, ["4", "6"])
        job = self.env["queue.job"].search([("state", "=", "failed")])
        self.shop.customers[6]["lastname"] = lastname
        self.model.import_chunk(self.backend, ["4", "6"])
        self.assertEqual(job.state, "done")
        self.assertTrue(self.customer("6"))
