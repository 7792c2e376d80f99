"""Jobs of a backend: once, in bulk, as a chosen user, in a company and language."""

import hashlib
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Datetime

from odoo.addons.queue_job.tests.common import trap_jobs

from ..components.item import ITEM
from .run_case import RealRunCase, RunCase


class TestDelayImports(RunCase):
    def delay(self, *ids, **kwargs):
        return self.backend._delay_imports(ITEM, ids, **kwargs)

    def test_one_job_each(self):
        self.assertEqual(self.delay("1", "2"), 2)
        one, two = self.jobs()
        self.assertEqual((one.model_name, one.method_name), (ITEM, "import_record"))
        self.assertEqual(one.args, [self.backend, "1"])
        self.assertEqual(two.connector_external_id, "2")
        self.assertEqual(one.connector_record_count, 1)
        self.assertEqual(one.connector_backend, self.backend)
        self.assertEqual(one.name, "Test Backend: import of Connector Test Item 1")
        self.assertNotEqual(one.uuid, two.uuid)
        self.assertIn("import_record(test.backend", one.func_string)
        self.assertIn("'2'", two.func_string)

    def test_same_as_the_queue_stores(self):
        """What is found out once for all jobs is what is stored of one."""
        self.delay("1")
        self.items.with_delay().import_record(self.backend, "1")
        ours, theirs = self.jobs()
        own = {"uuid", "name", "identity_key", "date_created", "id", "display_name"}
        names = [
            name
            for name, field in ours._fields.items()
            if field.store
            and name not in own
            and not name.startswith(("message", "activity"))
        ]
        for name in names:
            if name == "records":
                continue
            with self.subTest(name):
                self.assertEqual(ours[name], theirs[name])

    def test_identity_keys_are_readable(self):
        self.delay("1", force=True)
        self.assertEqual(
            self.jobs().identity_key,
            f"test.backend,{self.backend.id}:{ITEM}:import_record:1:force=True",
        )

    def test_waiting_ones_are_not_doubled(self):
        self.delay("1", "2")
        self.assertEqual(self.delay("2", "3", "3"), 1)
        self.assertEqual(self.jobs().mapped("connector_external_id"), ["1", "2", "3"])

    def test_other_arguments_are_another_job(self):
        self.delay("1")
        self.assertEqual(self.delay("1", force=True), 1)

    def test_running_and_ended_ones_are_no_reason(self):
        for state in ("started", "done", "failed", "cancelled"):
            with self.subTest(state):
                self.delay("1")
                self.jobs().state = state
                self.assertEqual(self.delay("1"), 1)

    def test_waiting_jobs_of_a_stopped_run_are_no_reason(self):
        """They will do nothing: what changed since would be lost."""
        run, backend = self.start()
        backend._delay_imports(ITEM, ["1"])
        backend._delay_once(self.items, "import_batch", description="X")
        jobs = self.jobs()
        jobs.state = "started"
        run.stop("Enough")
        jobs.state = "pending"  # their backend was busy: they are to be tried again
        self.assertEqual(self.backend._delay_imports(ITEM, ["1"]), 1)
        self.assertTrue(
            self.backend._delay_once(self.items, "import_batch", description="X")
        )

    def test_long_arguments(self):
        """PostgreSQL indexes no long keys."""
        ids = [hashlib.sha1(b"%d" % number).hexdigest() for number in range(500)]
        for expected in (1, 0):
            created = self.backend._delay_imports(ITEM, ["1"], only=ids)
            self.assertEqual(created, expected)
        self.assertEqual(self.backend._delay_imports(ITEM, ["1"], only=ids[1:]), 1)
        for expected in (True, False):
            delayed = self.backend._delay_once(
                self.items, "import_batch", {"ids": ids}, description="X"
            )
            self.assertEqual(delayed, expected)

    def test_options(self):
        self.delay("1", eta=3600, priority=3, description="Mine")
        job = self.jobs()
        self.assertEqual((job.priority, job.name), (3, "Mine 1"))
        self.assertGreater(job.eta, Datetime.now() + timedelta(minutes=50))

    def test_nothing_to_delay(self):
        self.assertEqual(self.delay(), 0)

    def test_queries_do_not_grow(self):
        self.delay("0")
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.delay(*map(str, range(1, 101)))
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - before, 15)

    def test_trapped(self):
        with trap_jobs() as trap:
            self.delay("1", "2")
            trap.assert_jobs_count(2, only=self.items.import_record)

    def test_without_delay(self):
        self.remote["1"] = {"name": "One"}
        backend = self.backend.with_context(queue_job__no_delay=True)
        backend._delay_imports(ITEM, ["1"])
        self.assertEqual(self.find("1").name, "One")
        self.assertFalse(self.jobs())


class TestDelayChunk(RunCase):
    def test_chunk(self):
        self.assertTrue(self.backend._delay_chunk(ITEM, ["1", "2", "3"], force=True))
        job = self.jobs()
        self.assertEqual(job.method_name, "import_chunk")
        self.assertEqual(job.args, [self.backend, ["1", "2", "3"]])
        self.assertEqual(job.kwargs, {"force": True})
        self.assertEqual(job.connector_record_count, 3)
        self.assertFalse(job.connector_external_id)
        self.assertIn("1 … 3 (3 records)", job.name)

    def test_same_chunk_waits(self):
        self.backend._delay_chunk(ITEM, ["1", "2"])
        self.assertFalse(self.backend._delay_chunk(ITEM, ["1", "2"]))
        self.assertTrue(self.backend._delay_chunk(ITEM, ["1", "3"]))

    def test_empty_chunk(self):
        self.assertFalse(self.backend._delay_chunk(ITEM, []))
        self.assertFalse(self.jobs())


class TestDelayOnce(RunCase):
    def press(self, **kwargs):
        return self.backend._delay_once(
            self.items, "import_batch", description="All items", **kwargs
        )

    def test_once(self):
        self.assertTrue(self.press())
        self.assertFalse(self.press())
        self.assertTrue(self.press(filters={"name": "One"}))
        self.assertEqual(len(self.jobs()), 2)

    def test_import_of_many_is_given_a_run(self):
        self.press()
        run = self.jobs().connector_run_id
        self.assertEqual((run.name, run.state), ("All items", "running"))
        self.assertEqual(run.model_name, ITEM)

    def test_started_one_is_under_way(self):
        self.press()
        self.jobs().state = "started"
        self.assertFalse(self.press())
        self.jobs().state = "done"
        self.assertTrue(self.press())

    def test_method_of_the_backend(self):
        self.backend._delay_once(self.backend, "add_checkpoint", 1, description="X")
        job = self.jobs()
        self.assertEqual((job.records, job.args), (self.backend, [1]))

    def test_records_tell_jobs_apart(self):
        one, two = self.items.create(
            [{"backend_id": self.backend.id, "name": name} for name in ("1", "2")]
        )
        for binding in (one, two):
            self.assertTrue(
                self.backend._delay_once(binding, "export_record", description="X")
            )


class TestPinned(RunCase):
    def test_company_language_and_user(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        french = self.env["res.lang"]._activate_lang("fr_FR")
        self.backend.write(
            {
                "company_id": company.id,
                "connector_lang_id": french.id,
                "connector_user_id": self.manager.id,
            }
        )
        self.backend._delay_imports(ITEM, ["1"])
        self.backend._delay_once(self.items, "import_batch", description="X")
        for job in self.jobs():
            for env in (job.records.env, job.args[0].env):
                self.assertEqual(env.context["lang"], "fr_FR")
                self.assertEqual(env.context["allowed_company_ids"], company.ids)
                self.assertEqual(env.user, self.manager)
            self.assertEqual(job.company_id, company)
            self.assertEqual(job.user_id, self.manager)

    def test_language_of_the_user_by_default(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env.user.lang = "fr_FR"
        backend = self.backend.with_context(lang="en_US")
        self.assertEqual(backend._pinned().env.lang, "fr_FR")

    def test_rights_stay(self):
        self.backend.connector_user_id = self.manager
        backend = self.backend.with_user(self.manager)
        self.assertFalse(backend._pinned().env.su)
        self.assertTrue(backend.sudo()._pinned().env.su)

    def test_who_may_choose_the_user(self):
        backend = self.backend.with_user(self.manager)
        self.assertTrue(backend.has_access("write"))
        backend.connector_user_id = self.manager
        with self.assertRaisesRegex(AccessError, "rights"):
            backend.connector_user_id = self.employee
        backend.invalidate_recordset()
        with self.assertRaisesRegex(AccessError, "rights"):
            backend.create({"name": "New", "connector_user_id": self.employee.id})
        self.manager.group_ids += self.env.ref("base.group_erp_manager")
        backend.connector_user_id = self.employee
        self.assertEqual(self.backend.connector_user_id, self.employee)

    def test_whoever_delayed_it(self):
        """The import itself works in the company and language of the backend."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.backend.company_id = company
        seen = []
        self.remote["1"] = {"name": "One"}
        importer = type(self.component("record.importer"))

        def must_skip(component):
            seen.append(component.env.company)

        self.patch(importer, "_must_skip", must_skip)
        self.items.import_record(self.backend, "1")
        self.assertEqual(seen, [company])


class TestRace(RealRunCase):
    def delay(self, env):
        return self.backend(env)._delay_imports(ITEM, ["1", "2"])

    def test_committed_after_our_snapshot(self):
        with self.transaction() as second:
            second.cr.execute("SELECT 1 FROM res_users LIMIT 1")  # our snapshot
            with self.transaction() as first:
                self.assertEqual(self.delay(first), 2)
            self.assertEqual(self.delay(second), 0)
        with self.transaction() as env:
            self.assertEqual(len(self.all_jobs(env)), 2)

    def test_started_after_our_snapshot(self):
        """It waits in our snapshot, yet may have read the record before it changed."""
        with self.transaction() as env:
            self.delay(env)
        with self.transaction() as second:
            self.assertEqual(len(self.all_jobs(second)), 2)
            with self.transaction() as other:
                self.all_jobs(other).state = "started"
            self.assertEqual(self.delay(second), 2)

    def test_other_transaction_is_never_relied_on(self):
        """Should it fail, the record is imported all the same."""
        with self.transaction() as second, self.transaction() as first:
            self.delay(first)
            self.assertEqual(self.delay(second), 2)
            first.cr.rollback()
        with self.transaction() as env:
            self.assertEqual(len(self.all_jobs(env)), 2)

    def test_two_buttons(self):
        def press(env):
            return self.backend(env)._delay_once(
                env[ITEM], "import_batch", description="X"
            )

        with self.transaction() as first, self.transaction() as second:
            self.assertEqual([press(first), press(second)], [True, False])
        with self.transaction() as env:
            self.assertEqual(len(self.all_jobs(env)), 1)
