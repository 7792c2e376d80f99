"""The buttons that start imports, the schedule, and what they open."""

from __future__ import annotations

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from odoo.addons.connector.job import exponential
from odoo.addons.queue_job.job import FAILED
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import MagentoCase


# After all is loaded: only then the options of the jobs are there.
@tagged("standard", "-at_install", "post_install")
class TestButtons(MagentoCase):
    def jobs(self):
        return self.env["queue.job"].search([("channel", "=", "root.magento")])

    def test_each_button_delays_one_job(self):
        for button, model, method in (
            ("stores", "magento.backend", "import_stores"),
            ("customer_groups", "magento.res.partner.category", "import_batch"),
            ("customers", "magento.res.partner", "import_batch"),
            ("changed_customers", "magento.res.partner", "import_batch"),
            ("deleted_customers", "magento.res.partner", "import_deletions"),
        ):
            with self.subTest(button):
                before = self.jobs()
                verb = "find" if button.startswith("deleted") else "import"
                action = getattr(self.backend, f"action_{verb}_{button}")()
                job = self.jobs() - before
                self.assertEqual((job.model_name, job.method_name), (model, method))
                self.assertIn("Test shop: ", job.name)
                params = action["params"]
                self.assertEqual(params["type"], "success")
                self.assertIn("Started: ", params["message"])
                run = job.connector_run_id
                self.assertEqual(run.name, job.name)
                self.assertIn(f"/{run.id}", params["links"][0]["url"])
        self.assertEqual(self.shop.requests, [], "a button waits for no shop")

    def test_all_and_changed_are_two_jobs(self):
        self.backend.action_import_customers()
        self.backend.action_import_changed_customers()
        self.assertEqual(
            [job.kwargs for job in self.jobs().sorted("id")],
            [{}, {"since_cursor": True}],
        )

    def test_pressed_twice(self):
        self.backend.action_import_customers()
        action = self.backend.action_import_customers()
        self.assertEqual(len(self.jobs()), 1)
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("Already under way", action["params"]["message"])

    def test_pressed_while_it_runs(self):
        self.backend.action_import_customers()
        self.jobs().state = "started"
        self.backend.action_import_customers()
        self.assertEqual(len(self.jobs()), 1)

    def test_pressed_after_it_is_done(self):
        self.backend.action_import_customers()
        self.jobs().state = "done"
        self.backend.action_import_customers()
        self.assertEqual(len(self.jobs()), 2)

    def test_two_backends(self):
        other = self.backend.copy()
        (self.backend + other).action_import_customers()
        self.assertEqual(len(self.jobs()), 2)

    def test_managers_see_their_runs(self):
        manager = self.new_user("hd_m", "connector.group_connector_manager")
        self.backend.with_user(manager).action_import_stores()
        run = self.env["connector.run"].with_user(manager).search([])
        self.assertEqual(run.user_id, manager)
        self.assertEqual(run.job_count, 1)

    def test_refused_press_leaves_no_run(self):
        self.backend.action_import_customers()
        self.backend.action_import_customers()
        self.assertEqual(self.backend.run_count, 1)

    def test_run_counts_the_customers_only(self):
        with trap_jobs() as trap:
            self.backend.action_import_customers()
            trap.perform_enqueued_jobs()
            trap.perform_enqueued_jobs()
        run = self.env["connector.run"].search([])
        self.assertEqual((run.found_count, run.created_count), (7, 7))

    def test_one_click_brings_all(self):
        with trap_jobs() as trap:
            self.backend.action_import_customers()
            trap.perform_enqueued_jobs()
            trap.perform_enqueued_jobs()
        counts = self.counts()
        self.assertEqual(counts["magento.res.partner"], 7)
        self.assertEqual(counts["magento.address"], 7)
        self.assertEqual(counts["magento.website"], 2)
        self.assertEqual(counts["magento.res.partner.category"], 7)

    def test_channel_and_retries(self):
        self.backend.action_import_customers()
        job = self.jobs()
        self.assertEqual(job.channel, "root.magento")
        self.assertEqual(
            {
                int(key): tuple(value)
                for key, value in job.job_function_id.retry_pattern.items()
            },
            exponential(),
        )

    def test_reimport(self):
        binding = self.import_customer("10")
        binding.action_reimport()
        binding.address_ids[0].action_reimport()
        job = self.jobs()
        self.assertEqual(len(job), 1)
        self.assertEqual(job.args, [self.backend, "10"])
        self.assertEqual(job.kwargs, {"force": True})
        self.assertTrue(job.connector_run_id)

    def test_reimport_of_stores_and_groups(self):
        self.import_customer("10")
        for model in ("magento.website", "magento.store", "magento.storeview"):
            self.env[model].search([]).with_context(
                queue_job__no_delay=True
            ).action_reimport()

    # Schedule

    def test_schedule_does_nothing_unless_asked(self):
        schedules = self.env["connector.schedule"]
        lines = self.backend.connector_schedule_ids.filtered(
            lambda line: line.model_name == "magento.res.partner"
        )
        changed, deletions = lines[:2]
        self.assertEqual(changed.interval_type, "minutes")
        self.assertEqual(deletions.interval_type, "days")
        schedules._cron_start_due()
        self.assertFalse(self.jobs())
        changed.enabled = True
        schedules._cron_start_due()
        self.assertEqual(self.jobs().kwargs, {"since_cursor": True})
        changed.next_run = fields.Datetime.now()
        schedules._cron_start_due()
        self.assertEqual(len(self.jobs()), 1)
        self.assertFalse(lines.filtered("last_error"))

    def test_the_button_and_the_schedule_start_it_once(self):
        self.backend.connector_schedule_ids[0].action_start_now()
        answer = self.backend.action_import_changed_customers()
        self.assertEqual(answer["params"]["type"], "warning")
        self.assertEqual(len(self.jobs()), 1)

    # In the shop

    def test_open_in_shop(self):
        binding = self.import_customer("10")
        url = self.backend.url
        self.assertEqual(
            binding.action_open_external()["url"],
            f"{url}/admin/customer/index/edit/id/10/",
        )
        self.assertEqual(binding.address_ids[0].connector_url, binding.connector_url)
        self.backend.admin_url = "https://admin.test/secret/ "
        binding.invalidate_recordset()
        self.assertEqual(
            binding.connector_url,
            "https://admin.test/secret/customer/index/edit/id/10/",
        )
        with self.assertRaisesRegex(ValidationError, "javascript"):
            self.backend.admin_url = "javascript:alert(1)"

    # What the form counts and opens

    def open(self, name):
        action = getattr(self.backend, f"action_open_{name}")()
        return self.env[action["res_model"]].search(action["domain"])

    def test_counts(self):
        self.import_stores()
        self.import_customer("10")
        backend = self.backend
        backend.invalidate_recordset()
        for name, field, count in (
            ("websites", "website_count", 2),
            ("groups", "group_count", 1),
            ("customers", "customer_count", 1),
            ("addresses", "address_count", 2),
        ):
            self.assertEqual(backend[field], count)
            self.assertEqual(len(self.open(name)), count)
        other = backend.copy()
        self.assertEqual(other.customer_count, 0)
        self.assertEqual(self.env["magento.backend"].new({}).customer_count, 0)

    def test_checkpoints(self):
        self.shop.customers[9]["addresses"][0]["country_id"] = "ZZ"
        self.import_customer("9")
        self.assertEqual(self.backend.open_checkpoint_count, 1)
        self.assertEqual(self.open("checkpoints"), self.checkpoints())

    def test_failed_jobs(self):
        other = self.backend.copy()
        (self.backend + other).action_import_stores()
        self.env["magento.res.partner"].import_batch(self.backend)
        self.assertEqual(self.backend.connector_failed_count, 0)
        jobs = self.env["queue.job"].search([])
        jobs.state = FAILED
        self.env.invalidate_all()
        self.assertEqual(self.backend.connector_failed_count, 2)
        self.assertEqual(other.connector_failed_count, 1)

    def test_dry_run_of_a_customer(self):
        context = self.backend.action_dry_run()["context"]
        self.assertEqual(context["default_model_name"], "magento.res.partner")
        form = Form(self.env["connector.dry.run"].with_context(**context))
        self.assertEqual(form.backend, f"magento.backend,{self.backend.id}")
        self.assertEqual(form.model_name, "magento.res.partner")

    # From a job to what it imported

    def test_related_action(self):
        self.env["magento.res.partner"].import_batch(self.backend, mode="jobs")
        job = self.env["queue.job"].search([("connector_external_id", "=", "10")])
        self.assertIsNone(job.related_action_imported())
        binding = self.import_customer("10")
        action = job.open_related_action()
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            ("res.partner", binding.odoo_id.id),
        )
