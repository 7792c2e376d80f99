"""The figures of all backends, with a number of queries that does not grow."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.tests import new_test_user

from odoo.addons.connector.exception import MappingError
from odoo.addons.connector.models.schedule import Schedule

from ..components.item import ITEM
from .run_case import RunCase

KEYS = {"model", "label", "bound", "waiting", "failed", "last_success", "next_run"}


class TestDashboard(RunCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, "hh_user", "base.group_user,connector.group_connector_user"
        )
        cls.dashboard = cls.env["connector.dashboard"]

    def card(self, user=None):
        cards = self.dashboard.with_user(user or self.user).figures()
        [card] = [
            card
            for card in cards
            if (card["backend_model"], card["backend_id"])
            == ("test.backend", self.backend.id)
        ]
        return card

    def entity(self, name=ITEM):
        [found] = [row for row in self.card()["entities"] if row["model"] == name]
        return found

    def queries(self):
        """How many queries the figures take, with cold records."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.dashboard.with_user(self.user).figures()
        return self.env.cr.sql_log_count - before

    def opened(self, figure, model=ITEM):
        action = self.dashboard.with_user(self.user).open_figure(
            "test.backend", self.backend.id, figure, model
        )
        domain = list(action["domain"])
        if action.get("context", {}).get("search_default_under_way"):
            domain.append(("state", "in", ("pending", "enqueued", "started")))
        if action.get("context", {}).get("search_default_failed"):
            domain.append(("state", "=", "failed"))
        return self.env[action["res_model"]].with_user(self.user).search(domain)

    def test_figures_and_what_they_open(self):
        for number in ("1", "2", "3"):
            self.remote[number] = {"name": f"Item {number}"}
            self.items.import_record(self.backend, number)
        self.items.search([], limit=1).active = False
        self.backend._delay_imports(ITEM, ["7", "8"])
        self.backend._delay_chunk(ITEM, [str(n) for n in range(10, 20)])
        self.backend._set_aside(ITEM, {"9": MappingError("No")})
        self.backend.add_checkpoint(self.items.search([], limit=1))
        row = self.entity()
        self.assertEqual(set(row), KEYS)
        self.assertEqual(row["label"], "Connector Test Item")
        self.assertEqual((row["bound"], row["waiting"], row["failed"]), (2, 12, 1))
        self.assertEqual(len(self.opened("bound")), 2)
        self.assertEqual(len(self.opened("waiting")), 3, "jobs")
        self.assertEqual(self.opened("failed").connector_external_id, "9")
        self.assertEqual(self.card()["to_review"], 1)
        self.assertEqual(len(self.opened("to_review")), 1)
        self.assertEqual(self.card()["name"], self.backend.display_name)

    def test_last_success(self):
        self.assertFalse(self.entity()["last_success"])
        item = self.items.create({"backend_id": self.backend.id, "name": "x"})
        item.sync_date = early = Datetime.now() - timedelta(days=2)
        self.assertEqual(self.entity()["last_success"], Datetime.to_string(early))
        run, _backend = self.start()
        run.sudo().write({"state": "done", "ended": early + timedelta(days=1)})
        self.assertEqual(self.entity()["last_success"], Datetime.to_string(run.ended))
        self.assertEqual(self.opened("last_success"), run.browse(run.id))
        failed, _backend = self.start()
        failed.sudo().write({"state": "failed", "ended": Datetime.now()})
        self.assertEqual(self.entity()["last_success"], Datetime.to_string(run.ended))

    def test_next_run(self):
        declared = [Schedule(ITEM, "changed"), Schedule(ITEM, "all")]
        self.patch(type(self.backend), "_connector_schedules", lambda backend: declared)
        self.env["connector.schedule"]._complete(self.backend)
        self.backend.invalidate_recordset()
        first, second = self.backend.connector_schedule_ids
        self.assertFalse(self.entity()["next_run"])
        first.enabled = second.enabled = True
        first.next_run = later = Datetime.now() + timedelta(hours=3)
        second.next_run = later - timedelta(hours=1)
        self.assertEqual(self.entity()["next_run"], Datetime.to_string(second.next_run))
        self.assertEqual(self.opened("next_run"), first + second)
        self.assertEqual(self.card()["entities"][0]["model"], ITEM, "scheduled first")

    def test_graph_of_runs(self):
        for days, state in ((0, "done"), (0, "failed"), (3, "done"), (40, "done")):
            run, _backend = self.start()
            started = Datetime.now() - timedelta(days=days)
            run.sudo().write({"state": state, "started": started, "ended": started})
        days = self.card()["days"]
        self.assertEqual(len(days), 14)
        self.assertEqual((days[-1]["done"], days[-1]["failed"]), (1, 1))
        self.start()
        self.assertEqual(self.card()["days"][-1]["running"], 1)
        self.assertEqual((days[-4]["done"], days[-4]["failed"]), (1, 0))
        self.assertEqual(sum(day["done"] + day["failed"] for day in days), 3)
        self.assertEqual(len(self.opened("runs")), 5)

    def test_work_of_other_models_is_shown_while_there_is_some(self):
        names = [row["model"] for row in self.card()["entities"]]
        self.assertNotIn("test.backend", names)
        self.assertIn(ITEM, names)
        job = self.backend.with_delay().read(["name"])
        self.env.flush_all()
        row = self.entity("test.backend")
        self.assertEqual((row["bound"], row["waiting"]), (None, 1))
        job.db_record().sudo().unlink()

    def test_figures_are_those_that_the_user_may_see(self):
        self.env["ir.rule"].create(
            {
                "name": "Backends of the own companies",
                "model_id": self.env["ir.model"]._get_id("test.backend"),
                "domain_force": "[('company_id', 'in', [False] + company_ids)]",
            }
        )
        self.assertTrue(self.card())
        self.backend.company_id = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(ValueError):
            self.card()
        with self.assertRaises(AccessError):
            self.dashboard.with_user(self.employee).figures()
        with self.assertRaises(AccessError):
            self.dashboard.with_user(self.employee).open_figure(
                "test.backend", self.backend.id, "backend"
            )

    def test_queries_do_not_grow_with_backends_and_entities(self):
        """As many for three backends of twenty entities as for one of each kind."""
        self.card()  # fills the caches
        few = self.queries()
        backends = self.backend + self.backend.copy() + self.backend.copy()
        for backend in backends:
            self.items.create({"backend_id": backend.id, "name": "x"})
            backend._delay_imports(ITEM, ["7"])
            backend._set_aside(ITEM, {"9": MappingError("No")})
        self.patch(type(self.backend), "_dashboard_models", lambda backend: [ITEM] * 20)
        self.card()
        many = self.queries()
        cards = self.dashboard.with_user(self.user).figures()
        mine = [card for card in cards if card["backend_model"] == "test.backend"]
        self.assertGreaterEqual(len(mine), 3)
        self.assertEqual(len(mine[0]["entities"]), 20)
        self.assertLessEqual(many, few)
        self.assertLess(many, 25)
