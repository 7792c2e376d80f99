"""Orders are imported when the rule of their payment mode says so: as jobs."""

from datetime import UTC, date, datetime, timedelta, timezone
from unittest import mock

from odoo import fields
from odoo.tests import new_test_user, tagged

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector.exception import (
    ConfigurationError,
    InvalidDataError,
    RetryLater,
    error_kind,
)
from odoo.addons.connector.tests.kit.jobs import run_job, run_jobs

from ..components import rule_shop
from ..components.rule_shop import ORDER


class ImportRuleCase(TransactionComponentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manual = cls.env.ref("account.account_payment_method_manual_in")
        cls.shop = cls.env["test.rule.shop"].create({"name": "Corner Shop"})
        cls.partner = cls.env["res.partner"].create({"name": "Ann"})
        cls.mode = cls.env["account.payment.mode"].create(
            {
                "name": "Card",
                "payment_method_id": manual.id,
                "bank_account_link": "variable",
                "days_before_cancel": 10,
            }
        )

    def setUp(self):
        super().setUp()
        self.orders = {}
        self.enterContext(mock.patch.object(rule_shop, "ORDERS", self.orders))
        self.order = self.new_order("1")

    def new_order(self, external_id, **values):
        self.orders[external_id] = {
            "reference": f"S{external_id}",
            "payment": "card",
            "status": "new",
            "created": fields.Datetime.now(),
            "partner_id": self.partner.id,
            **values,
        }
        return self.orders[external_id]

    def created(self, **ago):
        self.order["created"] = fields.Datetime.now() - timedelta(**ago)

    def rule(self):
        with self.shop.work_on(ORDER) as work:
            return work.component(usage="sale.import.rule")

    def binding(self, external_id="1"):
        return self.env[ORDER].search([("external_id", "=", external_id)])


@tagged("post_install", "-at_install")
class TestJob(ImportRuleCase):
    def import_order(self, external_id="1"):
        """Delay the import of an order and run its job once."""
        job = self.env[ORDER].with_delay().import_record(self.shop, external_id)
        record = job.db_record()
        run_job(record)
        return record

    def assertDone(self, job, *parts):
        self.assertEqual(job.state, "done", job.exc_info)
        for part in parts:
            self.assertIn(part, job.result)

    def assertWaits(self, job, *parts):
        self.assertEqual(job.state, "pending")
        for part in ("S1", "Corner Shop", "Card", *parts):
            self.assertIn(part, job.result)
        delay = (job.eta - fields.Datetime.now()).total_seconds()
        self.assertTrue(3500 < delay <= 3601, delay)
        self.assertFalse(self.binding())

    def test_always(self):
        job = self.import_order()
        self.assertDone(job, "imported")
        self.assertEqual(self.binding().payment_mode_id, self.mode)

    def test_never(self):
        self.mode.import_rule = "never"
        self.order["status"] = "paid"
        job = self.import_order()
        self.assertDone(job, "Order S1 of Corner Shop is not imported", "Card", "never")
        self.assertFalse(self.binding())

    def test_paid_waits_until_it_is(self):
        self.mode.import_rule = "paid"
        job = self.import_order()
        self.assertWaits(job, "not paid yet", "60 minutes")
        self.order["status"] = "authorized"
        run_job(job)
        self.assertWaits(job, "not paid yet")
        self.order["status"] = "paid"
        run_job(job)
        self.assertDone(job, "imported")
        self.assertEqual(self.binding().client_order_ref, "S1")

    def test_authorized_waits_until_it_is(self):
        self.mode.import_rule = "authorized"
        job = self.import_order()
        self.assertWaits(job, "not authorized yet")
        self.order["status"] = "authorized"
        run_job(job)
        self.assertDone(job, "imported")

    def test_what_is_paid_was_authorized(self):
        self.mode.import_rule = "authorized"
        self.order["status"] = "paid"
        self.assertDone(self.import_order(), "imported")

    def test_waits_longer_than_a_job_has_tries(self):
        self.mode.import_rule = "paid"
        job = self.import_order()
        for __ in range(job.max_retries + 2):
            run_job(job)
            self.assertWaits(job)
        self.assertEqual(job.retry, 0)

    def test_too_old(self):
        for rule, word in (("paid", "paid"), ("authorized", "authorized")):
            self.mode.import_rule = rule
            self.created(days=9, hours=23)
            job = self.import_order()
            self.assertWaits(job)
            self.created(days=10, minutes=1)
            run_job(job)
            day = fields.Date.to_string(self.order["created"].date())
            self.assertDone(job, "S1", f"had to be {word} within 10 days", day)
            self.assertFalse(self.binding())

    def test_old_but_paid(self):
        self.mode.import_rule = "paid"
        self.created(days=300)
        self.order["status"] = "paid"
        self.assertDone(self.import_order(), "imported")

    def test_no_limit(self):
        self.mode.write({"import_rule": "paid", "days_before_cancel": 0})
        self.created(days=3000)
        self.assertWaits(self.import_order())

    def test_changed_rule_counts_at_the_next_try(self):
        self.mode.import_rule = "paid"
        job = self.import_order()
        self.mode.import_rule = "always"
        run_job(job)
        self.assertDone(job, "imported")

    def test_imported_order_is_not_judged_again(self):
        self.import_order()
        self.mode.import_rule = "never"
        self.order["reference"] = "S1-2"
        self.assertDone(self.import_order(), "updated")
        self.assertEqual(self.binding().client_order_ref, "S1-2")

    def test_new_payment_method(self):
        self.order["payment"] = "Points"
        self.assertDone(self.import_order(), "imported")
        mode = self.binding().payment_mode_id
        self.assertEqual((mode.name, mode.import_rule), ("Points", "always"))

    def test_as_the_user_of_the_jobs(self):
        user = new_test_user(
            self.env, "rule-manager", groups="connector.group_connector_manager"
        )
        self.shop = self.shop.with_user(user)
        self.order["payment"] = "Points"
        job = self.env[ORDER].with_user(user).with_delay()
        record = job.import_record(self.shop, "1").db_record()
        run_job(record)
        self.assertDone(record, "imported")

    def test_in_a_chunk_one_waits_and_the_others_are_imported(self):
        self.mode.import_rule = "paid"
        self.new_order("2", status="paid")
        self.new_order("3", payment="Cash")
        last = self.env["queue.job"].search([], order="id desc", limit=1).id or 0
        self.env[ORDER].with_delay().import_batch(self.shop, mode="chunks")
        run_jobs(self.env, since=last)
        self.assertFalse(self.binding("1"))
        self.assertTrue(self.binding("2"))
        self.assertTrue(self.binding("3"))
        waiting = self.env["queue.job"].search(
            [("id", ">", last), ("state", "=", "pending")]
        )
        self.assertEqual(len(waiting), 1)
        self.assertIn("1", str(waiting.args))
        self.order["status"] = "paid"
        run_job(waiting)
        self.assertDone(waiting, "imported")


@tagged("post_install", "-at_install")
class TestCheck(ImportRuleCase):
    def test_company_of_the_backend(self):
        company = self.env["res.company"].create({"name": "Rule Company"})
        self.env["account.journal"].with_company(company).create(
            {"name": "Bank", "type": "bank", "code": "BNKR", "company_id": company.id}
        )
        self.mode.import_rule = "never"
        self.shop.company_id = company
        self.assertIsNone(self.rule().check(self.order))
        self.assertEqual(self.rule()._payment_mode(self.order).company_id, company)
        self.shop.company_id = self.env.company
        self.assertIn("never", self.rule().check(self.order))

    def test_retry(self):
        self.mode.import_rule = "paid"
        with self.assertRaises(RetryLater) as caught:
            self.rule().check(self.order)
        self.assertEqual(error_kind(caught.exception), "retry")
        self.assertEqual(caught.exception.seconds, 3600)
        self.assertTrue(caught.exception.ignore_retry)

    def test_date_with_a_time_zone(self):
        self.mode.import_rule = "paid"
        exact = datetime.now(UTC) - timedelta(days=10)
        for hours, old in ((1, False), (-1, True)):
            moment = exact + timedelta(hours=hours)
            zone = timezone(timedelta(hours=5))
            self.order["created"] = moment.astimezone(zone)
            if old:
                self.assertIn("within 10 days", self.rule().check(self.order))
            else:
                with self.assertRaises(RetryLater):
                    self.rule().check(self.order)

    def test_no_date(self):
        self.mode.import_rule = "paid"
        for value in (None, "2026-01-01", date(2026, 1, 1)):
            self.order["created"] = value
            with self.assertRaises(InvalidDataError) as caught:
                self.rule().check(self.order)
            self.assertIn(repr(value), str(caught.exception))
            self.assertIn("Order S1 of Corner Shop", str(caught.exception))

    def test_rule_that_the_connector_does_not_know(self):
        rules = [*self.mode._get_import_rules(), ("processing", "Processing")]
        self.patch(
            self.registry["account.payment.mode"], "_get_import_rules", lambda m: rules
        )
        self.mode.import_rule = "processing"
        with self.assertRaises(ConfigurationError) as caught:
            self.rule().check(self.order)
        for part in ("S1", "Card", "'processing'", "always, never, paid, authorized"):
            self.assertIn(part, str(caught.exception))
        self.assertEqual(caught.exception.record, self.mode)

    def test_connector_that_says_nothing(self):
        rule = self.rule()
        base = self.comp_registry_class("ecommerce.sale.import.rule")
        for name in ("_payment_method", "_order_date", "_is_paid"):
            with self.assertRaises(NotImplementedError) as caught:
                getattr(base, name)(rule, self.order)
            self.assertIn("'test.rule.order.import.rule'", str(caught.exception))
            self.assertIn(f"{name}(self, record)", str(caught.exception))

    def comp_registry_class(self, name):
        return self._components_registry[name]

    def test_default_name_of_an_order(self):
        base = self.comp_registry_class("ecommerce.sale.import.rule")
        rule = self.rule()
        for record, name in (
            ({"name": "S1", "id": 7}, "S1"),
            ({"id": 7}, "7"),
            ({}, ""),
            ("S1", ""),
        ):
            self.assertEqual(base._order_name(rule, record), name)
