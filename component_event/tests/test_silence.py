from __future__ import annotations

from unittest import mock

from odoo.addons.component.core import Component
from odoo.addons.component_event.components.event import (
    CollectedEvents,
    EventCollecter,
)
from odoo.addons.component_event.core import EventWorkContext

from .common import EventCase


class TestSilence(EventCase):
    """When nobody listens, nothing is made."""

    def setUp(self):
        super().setUp()
        self.listen("elsewhere", events=["on_record_write"], _apply_on="res.users")
        self.work_contexts = self.count(EventWorkContext, "__init__")
        self.collecters = self.count(EventCollecter, "__init__")
        self.lookups = self.count(type(self.comp_registry), "lookup")

    def count(self, owner, name):
        patcher = mock.patch.object(
            owner, name, autospec=True, side_effect=getattr(owner, name)
        )
        self.addCleanup(patcher.stop)
        return patcher.start()

    def test_no_work_context_and_no_component(self):
        categories = self.env["res.partner.category"].create(
            [{"name": str(number)} for number in range(5)]
        )
        categories.write({"color": 1})
        categories.unlink()
        self.work_contexts.assert_not_called()
        self.collecters.assert_not_called()

    def test_one_lookup_per_event_and_model(self):
        for _ in range(3):
            categories = self.env["res.partner.category"].create({"name": "One"})
            categories.write({"color": 1})
        questions = [call.kwargs["model_name"] for call in self.lookups.call_args_list]
        # each event is asked once for the records and once for each record
        self.assertEqual(questions.count("res.partner.category"), 4)

    def test_event_is_asked_once_per_call(self):
        model = type(self.env["res.partner.category"])
        events = self.count(model, "_event")
        categories = self.env["res.partner.category"].create(
            [{"name": str(number)} for number in range(5)]
        )
        categories.write({"color": 1})
        categories.unlink()
        self.assertEqual(
            [call.args[1] for call in events.call_args_list],
            ["on_record_create", "on_record_write", "on_record_unlink"],
        )

    def test_no_query_is_added(self):
        def count_queries():
            before = self.env.cr.sql_log_count
            categories = self.env["res.partner.category"].create(
                [{"name": str(number)} for number in range(5)]
            )
            categories.write({"color": 1})
            categories.unlink()
            return self.env.cr.sql_log_count - before

        self.comp_registry.ready = False
        count_queries()
        muted = count_queries()
        self.comp_registry.ready = True
        self.assertEqual(count_queries(), muted)

    def test_who_listens_is_seen_after_the_caches_are_cleared(self):
        categories = self.env["res.partner.category"].create({"name": "One"})
        categories.write({"color": 1})
        self.listen("late", events=["on_record_write", "on_records_write"])
        categories.write({"color": 2})
        self.assertEqual(self.heard, [])
        self.clear_caches()
        categories.write({"color": 3})
        self.assertEqual(self.listeners(), ["late", "late"])


class TestOwnCollecter(EventCase):
    """An addon may decide otherwise who listens."""

    def test_extended_collecter_is_always_asked(self):
        heard = self.heard

        class OwnCollecter(Component):
            _inherit = "base.event.collecter"

            def collect_events(self, name):
                events = super().collect_events(name)
                return CollectedEvents(
                    [*events.events, lambda *a, **kw: heard.append(name)]
                )

        self._build_components(OwnCollecter)
        self.env["res.partner.category"].create({"name": "One"}).write({"color": 1})
        self.assertIn("on_record_create", heard)
        self.assertIn("on_record_write", heard)
        self.assertIn("on_records_write", heard)
