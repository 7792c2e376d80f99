"""What a person does about a failure: read, configure, try again."""

from unittest import mock

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from odoo.addons.connector.exception import ConfigurationError, MappingError
from odoo.addons.connector.failure_notes import (
    LONGEST_PAYLOAD,
    failure_notes,
    note_payload,
    payload_text,
)

from ..components.item import ITEM
from .run_case import RunCase


class TestFailure(RunCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, "hh_user", "base.group_user,connector.group_connector_user"
        )
        cls.tax = cls.env["res.country"].create({"name": "Nowhere", "code": "ZZ"})

    def import_in_a_job(self, external_id, error):
        self.items.with_delay().import_record(self.backend, external_id)
        job = self.jobs(connector_external_id=external_id)
        with mock.patch.object(
            type(self.component("record.importer")), "_map", side_effect=error
        ):
            self.perform(job)
        return job

    def waiting(self, external_id, record):
        error = ConfigurationError("Set it first", record=record)
        self.backend._set_aside(ITEM, {external_id: error})
        return self.jobs(connector_external_id=external_id)

    # -- what to configure --------------------------------------------------------

    def test_what_to_configure_is_stored_with_the_job(self):
        self.remote["1"] = {"name": "One"}
        job = self.import_in_a_job("1", ConfigurationError("Set it", record=self.tax))
        self.assertEqual(job.state, "failed")
        self.assertEqual(job.connector_configure, self.tax)
        action = job.with_user(self.user).action_connector_open_configure()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("res.country", self.tax.id)
        )

    def test_it_is_stored_of_what_a_chunk_sets_aside(self):
        self.assertEqual(self.waiting("7", self.tax).connector_configure, self.tax)
        again = self.waiting("7", self.backend)
        self.assertEqual(again.connector_configure, self.backend)

    def test_it_may_be_unknown_gone_or_not_for_everybody(self):
        job = self.waiting("7", None).with_user(self.user)
        self.assertFalse(job.connector_configure)
        with self.assertRaisesRegex(UserError, "reason"):
            job.action_connector_open_configure()
        job = self.waiting("8", self.tax).with_user(self.user)
        self.tax.unlink()
        with self.assertRaisesRegex(UserError, "gone"):
            job.action_connector_open_configure()
        secret = self.env["connector.test.record"].create({"name": "Secret"})
        job = self.waiting("9", secret).with_user(self.user)
        with self.assertRaisesRegex(AccessError, "may not see"):
            job.action_connector_open_configure()

    def test_what_cannot_be_referred_to_is_left_out(self):
        """A failure is stored whatever its error brings along."""
        for record in (
            self.env["ir.cron"].search([], limit=1),
            self.env["res.country"],
            self.env["res.country"].search([], limit=2),
            self.env["res.country"].new({}),
            "text",
        ):
            job = self.waiting("9", record)
            self.assertEqual((job.state, job.connector_configure), ("failed", None))

    def test_one_click_runs_all_again_that_waited_for_the_same(self):
        other = self.backend.copy()
        here = self.waiting("1", self.tax) + self.waiting("2", self.tax)
        error = ConfigurationError("Set it first", record=self.tax)
        other._set_aside(ITEM, {"3": error})
        there = self.env["queue.job"].search(
            [("connector_backend", "=", f"test.backend,{other.id}")]
        )
        elsewhere = self.waiting("4", self.backend)
        unknown = self.waiting("5", None)
        answer = here[0].with_user(self.user).action_connector_run_again_alike()
        self.assertIn("3 jobs", answer["params"]["message"])
        self.assertEqual(set((here + there).mapped("state")), {"pending"})
        self.assertFalse(here[0].connector_configure)
        self.assertEqual((elsewhere + unknown).mapped("state"), ["failed"] * 2)
        unknown.action_connector_run_again_alike()
        self.assertEqual((unknown.state, elsewhere.state), ("pending", "failed"))
        with self.assertRaises(AccessError):
            elsewhere.with_user(self.employee).action_connector_run_again_alike()

    def test_users_run_again_what_waited_for_a_backend(self):
        job = self.waiting("1", self.backend)
        self.backend.with_user(self.user).action_run_again_waiting()
        self.assertEqual(job.state, "pending")
        with self.assertRaises(AccessError):
            self.backend.with_user(self.employee).action_run_again_waiting()

    def test_users_retry(self):
        self.backend._set_aside(ITEM, {"7": MappingError("No")})
        job = self.jobs()
        self.assertTrue(job.with_user(self.user).exc_message)
        job.with_user(self.user).action_connector_retry()
        self.assertEqual(job.state, "pending")
        self.backend._set_aside(ITEM, {"8": MappingError("No")})
        job = self.jobs(connector_external_id="8")
        for call in ("action_connector_retry", "action_connector_open_record"):
            with self.assertRaises(AccessError):
                getattr(job.with_user(self.employee), call)()

    # -- the record ---------------------------------------------------------------

    def test_the_record_is_kept_until_it_is_tried_again(self):
        self.remote["1"] = {"name": "One", "rp_token": "t0ps3cret"}
        job = self.import_in_a_job("1", MappingError("No"))
        self.assertIn('"name": "One"', job.connector_payload)
        self.assertNotIn("t0ps3cret", job.connector_payload)
        job.action_connector_retry()
        self.assertFalse(job.connector_payload)

    def test_the_record_of_a_chunk(self):
        self.remote.update({"1": {"name": "One"}, "2": {"name": 2, "quantity": "x"}})
        self.items.import_chunk(self.backend, ["1", "2"])
        job = self.jobs(state="failed")
        self.assertEqual(job.connector_external_id, "2")
        self.assertIn('"quantity": "x"', job.connector_payload)
        self.remote["2"] = {"name": "Two", "quantity": 1}
        self.items.import_chunk(self.backend, ["1", "2"])
        self.assertEqual(job.state, "done")
        self.assertFalse(job.connector_payload)

    def test_what_was_to_be_sent(self):
        error = MappingError("refused")
        with (
            mock.patch.object(
                type(self.component("record.importer")), "_map", side_effect=error
            ),
            self.assertRaises(MappingError) as caught,
        ):
            note_payload(error, {"sent": 1})
            self.remote["1"] = {"name": "One"}
            self.items.import_record(self.backend, "1")
        self.assertIn('"sent"', failure_notes(caught.exception)["connector_payload"])

    def test_keys_of_the_backend_are_hidden(self):
        backend = self.env["test.rest.backend"].create(
            {"name": "R", "url": "https://x.test", "token": "Zm9vYmFy"}
        )
        error = MappingError("No")
        note_payload(error, {"comment": "my key is Zm9vYmFy!"})
        text = failure_notes(error, backend._hide_secrets())["connector_payload"]
        self.assertIn("my key is ***!", text)

    def test_secrets_by_name(self):
        text = payload_text(
            {
                "password_hash": "abcd1",
                "customer": {"api_key": "abcd2", "apiKey": "abcd3"},
                "custom_attributes": [
                    {"attribute_code": "rp_token", "value": "abcd4"},
                    {"attribute_code": "colour", "value": "blue"},
                ],
                "payment": {"cc_number": "abcd5", "method": "checkmo"},
                "tokens": ["abcd6"],
            }
        )
        self.assertNotIn("abcd", text)
        for word in ("blue", "checkmo"):
            self.assertIn(word, text)

    def test_bounded_and_storable(self):
        text = payload_text({str(i): "x" * 1000 for i in range(100)})
        self.assertLess(len(text), LONGEST_PAYLOAD + 10)
        self.assertTrue(text.endswith("…"))
        self.assertEqual(payload_text({"a": "\ud800"}).count("?"), 1)
        loop = []
        loop.append(loop)
        self.assertEqual(payload_text(loop), "")
        error = MappingError("No")
        note_payload(error, {"a": "nul \0 and \ud800"})
        self.backend._set_aside(ITEM, {"7": error})
        self.env.flush_all()
        self.assertIn("nul", self.jobs().connector_payload)

    # -- finding it ---------------------------------------------------------------

    def test_entity_and_backend_name(self):
        job = self.waiting("1", None)
        self.assertEqual(job.connector_entity, ITEM)
        jobs = self.env["queue.job"].with_user(self.user)
        self.assertIn(
            (ITEM, "Connector Test Item"),
            jobs.fields_get(["connector_entity"])["connector_entity"]["selection"],
        )
        self.backend.name = "Shop of Zanzibar"
        self.assertEqual(job.connector_backend_name, "Shop of Zanzibar")
        found = jobs.search([("connector_backend_name", "ilike", "zanzi")])
        self.assertEqual(found, job)
        self.assertFalse(jobs.search([("connector_backend_name", "ilike", "no such")]))
        for name in ("connector_entity", "connector_error_kind"):
            panel = jobs.search_panel_select_multi_range(name, enable_counters=True)
            self.assertTrue(panel["values"], name)
