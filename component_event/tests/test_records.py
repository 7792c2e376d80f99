from __future__ import annotations

from unittest import mock

from odoo.addons.component.core import Component

from .common import EventCase

EVENT = "odoo.addons.component_event.models.base.Base._event"
ON_EACH = ["on_record_create", "on_record_write", "on_record_unlink"]
ON_ALL = ["on_records_create", "on_records_write", "on_records_unlink"]


class RecordsCase(EventCase):
    def setUp(self):
        super().setUp()
        self.categories = self.env["res.partner.category"]
        self.vals_list = [{"name": "One"}, {"name": "Two", "color": 2}]

    def listen_to_categories(self, *events, **attributes):
        return self.listen(
            "listener",
            _apply_on="res.partner.category",
            events=list(events),
            **attributes,
        )


class TestEachRecord(RecordsCase):
    def test_create(self):
        self.listen_to_categories("on_record_create")
        one, two = self.categories.create(self.vals_list)
        self.assertEqual(
            [heard[1:] for heard in self.heard],
            [
                ("on_record_create", (one,), {"fields": ["name"]}),
                ("on_record_create", (two,), {"fields": ["name", "color"]}),
            ],
        )

    def test_create_with_one_dict(self):
        self.listen_to_categories("on_record_create")
        one = self.categories.create({"name": "One"})
        self.assertEqual([heard[2] for heard in self.heard], [(one,)])

    def test_create_is_told_when_all_are_created(self):
        counts = []

        def on_record_create(listener, record, fields=None):
            counts.append(record.search_count([("name", "in", ["One", "Two"])]))

        self.listen_to_categories(on_record_create=on_record_create)
        self.categories.create(self.vals_list)
        self.assertEqual(counts, [2, 2])

    def test_write(self):
        one, two = records = self.categories.create(self.vals_list)
        self.listen_to_categories("on_record_write")
        self.clear_caches()
        self.assertIs(records.write({"name": "Same", "color": 3}), True)
        self.assertEqual(
            [heard[1:] for heard in self.heard],
            [
                ("on_record_write", (one,), {"fields": ["name", "color"]}),
                ("on_record_write", (two,), {"fields": ["name", "color"]}),
            ],
        )

    def test_write_is_told_afterwards(self):
        record = self.categories.create({"name": "One"})
        seen = []
        self.listen_to_categories(
            on_record_write=lambda listener, record, **kw: seen.append(record.name)
        )
        self.clear_caches()
        record.name = "Changed"
        self.assertEqual(seen, ["Changed"])

    def test_fields_are_those_of_the_call(self):
        record = self.categories.create({"name": "One", "color": 1})
        self.listen_to_categories("on_record_write")
        self.clear_caches()
        record.write({"color": 1})
        self.assertEqual(self.heard[0][3], {"fields": ["color"]})

    def test_unlink(self):
        one, two = records = self.categories.create(self.vals_list)
        existing = []

        def on_record_unlink(listener, record):
            existing.append((record, len(record.exists())))

        self.listen_to_categories(on_record_unlink=on_record_unlink)
        self.clear_caches()
        self.assertIs(records.unlink(), True)
        self.assertEqual(existing, [(one, 1), (two, 1)])
        self.assertFalse(records.exists())

    def test_no_record_no_event(self):
        self.listen_to_categories(*ON_EACH, *ON_ALL)
        nothing = self.categories.browse()
        nothing.write({"color": 1})
        nothing.unlink()
        self.categories.create([])
        self.assertEqual(self.heard, [])

    def test_error_of_a_listener_fails_the_call(self):
        def on_record_write(listener, record, fields=None):
            raise ZeroDivisionError

        record = self.categories.create({"name": "One"})
        self.listen_to_categories(on_record_write=on_record_write)
        self.clear_caches()
        with self.assertRaises(ZeroDivisionError):
            record.write({"color": 1})

    def test_listener_is_made_once_per_call(self):
        made = []

        class Listener(Component):
            _name = "listener"
            _inherit = "base.event.listener"
            _apply_on = "res.partner.category"

            def __init__(self, work_context):
                super().__init__(work_context)
                made.append(self)

            def on_record_create(self, record, fields=None):
                pass

        self._build_components(Listener)
        self.categories.create([{"name": str(number)} for number in range(20)])
        self.assertEqual(len(made), 1)


class TestAllRecords(RecordsCase):
    """Events told once per ORM call."""

    def test_create(self):
        self.listen_to_categories("on_records_create")
        records = self.categories.create(self.vals_list)
        self.assertEqual(
            [heard[1:] for heard in self.heard],
            [
                (
                    "on_records_create",
                    (records,),
                    {"fields": [["name"], ["name", "color"]]},
                )
            ],
        )

    def test_write(self):
        records = self.categories.create(self.vals_list)
        self.listen_to_categories("on_records_write")
        self.clear_caches()
        records.write({"color": 3})
        self.assertEqual(
            [heard[1:] for heard in self.heard],
            [("on_records_write", (records,), {"fields": ["color"]})],
        )

    def test_unlink(self):
        records = self.categories.create(self.vals_list)
        self.listen_to_categories(
            on_records_unlink=lambda listener, records: self.heard.append(
                records.exists()
            )
        )
        self.clear_caches()
        records.unlink()
        self.assertEqual(self.heard, [records])

    def test_all_come_before_each(self):
        self.listen_to_categories(*ON_EACH, *ON_ALL)
        records = self.categories.create(self.vals_list)
        records.write({"color": 3})
        records.unlink()
        self.assertEqual(
            [heard[1] for heard in self.heard],
            [
                name
                for on_all, on_each in zip(ON_ALL, ON_EACH, strict=True)
                for name in (on_all, on_each, on_each)
            ],
        )

    def test_a_model_that_mutes_events_mutes_these_too(self):
        record = self.categories.create({"name": "One"})
        self.listen_to_categories(*ON_ALL)
        self.clear_caches()
        with mock.patch(EVENT) as event:
            record.write({"color": 1})
        self.assertEqual(
            event.call_args_list,
            [mock.call("on_records_write"), mock.call("on_record_write")],
        )
        self.assertEqual(self.heard, [])


class TestPatchedEvent(RecordsCase):
    """Tests of other addons replace ``_event`` and count what it is told."""

    def test_create(self):
        with mock.patch(EVENT) as event:
            one, two = self.categories.create(self.vals_list)
        notify = event.return_value.notify
        self.assertEqual(
            notify.call_args_list,
            [
                mock.call(one, fields=["name"]),
                mock.call(two, fields=["name", "color"]),
            ],
        )
        event.assert_called_with("on_record_create")

    def test_write(self):
        records = self.categories.create(self.vals_list)
        with mock.patch(EVENT) as event:
            records.write({"color": 3})
        event.assert_called_once_with("on_record_write")
        # nothing else is recorded, for the sake of assert_has_calls()
        self.assertEqual(
            event.mock_calls,
            [mock.call("on_record_write")]
            + [mock.call().notify(record, fields=["color"]) for record in records],
        )
        self.assertEqual(
            event.return_value.notify.call_args_list,
            [mock.call(record, fields=["color"]) for record in records],
        )

    def test_unlink(self):
        records = self.categories.create(self.vals_list)
        one, two = records
        with mock.patch(EVENT) as event:
            records.unlink()
        # other records may be deleted along
        told = [
            call
            for call in event.return_value.notify.call_args_list
            if call.args[0]._name == records._name
        ]
        self.assertEqual(told, [mock.call(one), mock.call(two)])
        event.assert_any_call("on_record_unlink")

    def test_event_overridden_by_a_model_is_used(self):
        calls = []

        def _event(records, name, **kwargs):
            calls.append((records, name))
            return super(type(records), records)._event(name, **kwargs)

        self.patch(type(self.categories), "_event", _event)
        record = self.categories.create({"name": "One"})
        self.assertEqual(calls, [(record, "on_record_create")])
