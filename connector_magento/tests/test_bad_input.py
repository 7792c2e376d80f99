"""One bad record fails alone, says why, and leaves nothing behind."""

from __future__ import annotations

from odoo.tests import tagged

from odoo.addons.queue_job.job import DONE, FAILED, PENDING, Job

from ..client import ConfigurationError, ShopFailure, ShopUnreachable, UnreadableAnswer
from ..client.payload import UnexpectedData
from .common import MagentoCase
from .fake_shop import Answer, capture


@tagged("standard", "at_install")
class TestBadInput(MagentoCase):
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
            (Answer(body=[1]), UnexpectedData),
            (Answer(body="text"), UnexpectedData),
            (Answer(200, b'{"id": 7'), UnreadableAnswer),
            (
                Answer(200, "<html>", {"Content-Type": "text/html"}),
                UnreadableAnswer,
            ),
            (Answer(500, {}), ShopFailure),
            (capture("maintenance_mode"), ShopUnreachable),
            (capture("auth_expired_admin_token"), ConfigurationError),
        ):
            self.shop.routes["GET", "V1/customers/7"] = answer
            with self.subTest(answer.body):
                self.refused("7", error_class)

    def test_good_ones_go_on(self):
        """As the job runner does: each job in a transaction of its own."""
        self.shop.customers[6]["lastname"] = None
        self.shop.customers[9]["addresses"][0]["country_id"] = "ZZ"
        self.shop.customers[10]["firstname"] = "F" * 300
        self.shop.routes["GET", "V1/customers/16"] = [
            Answer(500, {}),
            Answer(body=self.shop.customers[16]),
        ]
        self.env["magento.res.partner"].sudo().import_batch(self.backend.sudo())
        states = {}
        records = self.env["queue.job"].search(
            [("model_name", "=", "magento.res.partner")]
        )
        for record in records:
            states[record.args[1]] = self.perform(record.uuid)
        self.assertEqual(
            states,
            {
                "4": DONE,
                "6": FAILED,
                "7": DONE,
                "9": DONE,
                "10": DONE,
                "16": PENDING,
                "20": DONE,
            },
        )
        retried = next(record for record in records if record.args[1] == "16")
        self.assertEqual(self.perform(retried.uuid), DONE)
        found = self.env["magento.res.partner"].search([])
        self.assertEqual(
            set(found.mapped("external_id")), {"4", "7", "9", "10", "16", "20"}
        )

    def perform(self, uuid: str) -> str:
        """Perform a job; its state afterwards."""
        job = Job.load(self.env, uuid)
        try:
            with self.env.cr.savepoint():
                job.perform()
            job.set_done()
        except (ShopFailure, UnreadableAnswer):
            job.postpone()
            job.set_pending(reset_retry=False)
        except UnexpectedData as error:
            job.set_failed(exc_name="UnexpectedData", exc_message=str(error))
        job.store()
        return job.state
