"""What is imported again, and what is not."""

from datetime import datetime, timedelta
from unittest import mock

from freezegun import freeze_time

from odoo.addons.connector.components.import_memo import ImportMemo

from ..components.item import ITEM
from .common import ItemCase

CHANGED = datetime(2026, 1, 2, 10, 0, 0)


class UpToDateCase(ItemCase):
    def setUp(self):
        super().setUp()
        self.remote["1"] = {"name": "One", "quantity": 3}
        self.importer_class = type(self.component("record.importer"))

    def run_importer(self, external_id="1", read_at=None, **kwargs):
        importer = self.component("record.importer")
        importer.read_at = read_at
        self.result = importer.run(external_id, **kwargs)
        self.env.flush_all()
        return importer.outcome


class TestOutcome(UpToDateCase):
    def test_outcomes(self):
        self.assertEqual(self.run_importer(), "created")
        self.assertEqual(self.run_importer(), "unchanged")
        self.assertEqual(self.result, "The record is already up to date.")
        self.assertEqual(self.run_importer(force=True), "unchanged")
        self.assertIn("nothing new", self.result)
        self.remote["1"]["name"] = "Uno"
        self.assertEqual(self.run_importer(), "updated")
        with mock.patch.object(self.importer_class, "_must_skip", return_value="No."):
            self.assertEqual(self.run_importer(), "skipped")
        self.assertEqual(self.run_importer("404"), "gone")

    def test_new_record_costs_one_insert_each(self):
        """Its link to the backend is created with it, not written afterwards."""
        written = []
        write = type(self.items).write

        def noting(items, values):
            written.append(values)
            return write(items, values)

        self.patch(type(self.items), "write", noting)
        self.run_importer()
        self.assertEqual(written, [])
        item = self.find("1")
        self.assertEqual(item.backend_id, self.backend)
        self.assertTrue(item.sync_date)

    def test_binder_with_a_bind_of_its_own(self):
        binder = type(self.component("binder"))
        bind = binder.bind
        with mock.patch.object(binder, "bind", autospec=True, side_effect=bind) as own:
            self.run_importer()
            self.assertEqual(own.call_args.args[1:], ("1", self.find("1")))
            own.reset_mock()
            self.run_importer(force=True)
            own.assert_not_called()
            self.remote["1"]["name"] = "Uno"
            self.run_importer()
            own.assert_called_once()

    def test_creation_that_drops_the_link(self):
        """An override may link a record that is there already."""
        mine = self.items.create({"name": "Mine", "backend_id": self.backend.id})
        with mock.patch.object(self.importer_class, "_create", return_value=mine):
            self.run_importer()
        self.assertEqual(self.find("1"), mine)
        self.assertTrue(mine.sync_date and mine.external_digest)

    def test_update_that_does_not_tell(self):
        self.run_importer()
        with mock.patch.object(self.importer_class, "_update", return_value=None):
            self.assertEqual(self.run_importer(force=True), "updated")


class TestDigest(UpToDateCase):
    def test_change_that_is_not_mapped(self):
        """Nothing but the new digest is written."""
        self.run_importer()
        item = self.find("1")
        item.sync_date = False
        self.remote["1"]["unmapped"] = 1
        self.assertEqual(self.run_importer(), "unchanged")
        self.assertFalse(item.sync_date)
        with mock.patch.object(self.importer_class, "_map_data") as map_data:
            self.run_importer()
        map_data.assert_not_called()

    def test_order_of_the_keys_does_not_count(self):
        self.run_importer()
        self.remote["1"] = dict(reversed(self.remote["1"].items()))
        self.run_importer()
        self.assertEqual(self.result, "The record is already up to date.")

    def test_ignored_keys(self):
        self.patch(self.importer_class, "_digest_ignored", ("seen",))
        self.run_importer()
        self.remote["1"]["seen"] = 5
        self.run_importer()
        self.assertEqual(self.result, "The record is already up to date.")

    def test_new_version_of_the_mapping(self):
        self.run_importer()
        self.find("1").name = "Mapped as before"
        self.patch(self.importer_class, "_digest_version", 2)
        self.assertEqual(self.run_importer(), "updated")

    def test_payload_that_cannot_be_compared(self):
        self.patch(self.importer_class, "_digest", lambda importer, record: None)
        self.run_importer()
        self.assertFalse(self.find("1").external_digest)
        with mock.patch.object(
            self.importer_class, "_update", return_value=False
        ) as update:
            self.run_importer()
        update.assert_called_once()

    def test_failed_import_is_not_taken_as_done(self):
        self.run_importer()
        self.remote["1"]["name"] = "Uno"
        with (
            mock.patch.object(
                self.importer_class, "_after_import", side_effect=ZeroDivisionError
            ),
            self.assertRaises(ZeroDivisionError),
            self.cr.savepoint(),
        ):
            self.run_importer()
        self.assertEqual(self.run_importer(), "updated")


class TestDate(UpToDateCase):
    """The clock of the backend is ten minutes ahead of ours."""

    def setUp(self):
        super().setUp()
        # Only the date counts here.
        self.patch(self.importer_class, "_digest", lambda importer, record: None)
        self.change("One", CHANGED)

    def change(self, name, date):
        self.remote["1"].update(name=name, updated_at=date.isoformat())

    def import_at(self, remote_now, **kwargs):
        """Import when the backend's clock shows this instant."""
        self.remote.now = remote_now
        with freeze_time(remote_now - timedelta(minutes=10)):
            return self.run_importer(**kwargs)

    def after(self, **kwargs):
        return CHANGED + timedelta(**kwargs)

    def test_same_date(self):
        self.import_at(self.after(seconds=2))
        self.assertEqual(self.find("1").external_updated_at, CHANGED)
        self.change("Not seen", CHANGED)
        self.assertEqual(self.import_at(self.after(seconds=9)), "unchanged")
        self.assertEqual(self.find("1").name, "One")

    def test_later_date(self):
        self.import_at(self.after(seconds=2))
        self.change("Uno", self.after(seconds=3))
        self.assertEqual(self.import_at(self.after(seconds=9)), "updated")
        self.assertEqual(self.find("1").external_updated_at, self.after(seconds=3))

    def test_second_change_in_the_same_second(self):
        """We read between both: the date is not to be relied on."""
        self.import_at(self.after(milliseconds=500))
        self.assertFalse(self.find("1").external_updated_at)
        self.change("Uno", CHANGED)
        self.assertEqual(self.import_at(self.after(seconds=9)), "updated")
        self.assertEqual(self.find("1").name, "Uno")
        self.assertEqual(self.find("1").external_updated_at, CHANGED)

    def test_resolution_of_the_backend(self):
        self.patch(self.importer_class, "_date_resolution", timedelta(minutes=1))
        self.import_at(self.after(seconds=30))
        self.assertFalse(self.find("1").external_updated_at)
        self.import_at(self.after(seconds=60))
        self.assertEqual(self.find("1").external_updated_at, CHANGED)

    def test_fractions_of_a_second(self):
        self.change("One", self.after(milliseconds=700))
        self.import_at(self.after(seconds=5))
        self.assertEqual(self.import_at(self.after(seconds=9)), "unchanged")
        self.assertEqual(self.result, "The record is already up to date.")

    def test_time_zone(self):
        self.remote["1"]["updated_at"] = "2026-01-02T12:00:00+02:00"
        self.import_at(self.after(seconds=5))
        self.assertEqual(self.find("1").external_updated_at, CHANGED)

    def test_unknown_clock(self):
        """It may be some minutes from ours."""
        for minutes, expected in ((4, False), (6, CHANGED)):
            with freeze_time(self.after(minutes=minutes)):
                self.run_importer(force=True)
            self.assertEqual(self.find("1").external_updated_at, expected)

    def test_earlier_date(self):
        """Restored from a backup, on the backend: that is what it has now."""
        self.import_at(self.after(seconds=5))
        self.change("Old", self.after(days=-1))
        self.assertEqual(self.import_at(self.after(seconds=9)), "updated")

    def test_data_given_that_are_older(self):
        """Read before another job imported a later version: that one stays."""
        old = dict(self.remote["1"])
        self.change("Uno", self.after(seconds=3))
        self.import_at(self.after(seconds=9))
        self.assertEqual(self.import_at(self.after(seconds=10), data=old), "unchanged")
        self.assertEqual(self.find("1").name, "Uno")

    def test_data_given_without_the_instant_of_their_reading(self):
        self.import_at(self.after(seconds=9), data=self.remote["1"])
        self.assertFalse(self.find("1").external_updated_at)
        self.import_at(
            self.after(seconds=9),
            data=self.remote["1"],
            read_at=self.after(seconds=8) - timedelta(minutes=10),
            force=True,
        )
        self.assertEqual(self.find("1").external_updated_at, CHANGED)

    def test_clock_is_asked_once_per_work(self):
        adapter = mock.Mock()
        adapter.remote_now.return_value = datetime(2026, 1, 1)
        memo = ImportMemo()
        for __ in range(3):
            memo.remote_instant(datetime(2026, 1, 1), adapter)
        adapter.remote_now.assert_called_once()


class TestGone(UpToDateCase):
    def setUp(self):
        super().setUp()
        self.run_importer()
        self.item = self.find("1")
        self.record = self.item.odoo_id
        del self.remote["1"]

    def gone(self, policy):
        self.patch(self.importer_class, "_gone_policy", policy)
        self.assertEqual(self.run_importer(), "gone")
        self.assertEqual(self.result, "record does no longer exist on the backend")

    def test_leave(self):
        self.assertEqual(self.importer_class._gone_policy, "leave")
        self.gone("leave")
        self.assertTrue(self.item.active)

    def test_archive(self):
        self.gone("archive")
        self.assertFalse(self.record.active)
        self.assertEqual(self.item.external_id, "1")
        self.gone("archive")

    def test_comes_back(self):
        """What it brings is not taken as known."""
        self.gone("archive")
        self.remote["1"] = {"name": "One", "quantity": 3}
        with (
            mock.patch.object(
                self.importer_class, "_map_data", side_effect=ZeroDivisionError
            ),
            self.assertRaises(ZeroDivisionError),
        ):
            self.run_importer()

    def test_unlink(self):
        self.gone("unlink")
        self.assertFalse(self.item.exists() or self.record.exists())
        self.gone("unlink")

    def test_unlink_leaves_what_has_another_binding(self):
        other = self.items.create(
            {
                "backend_id": self.backend.create({"name": "Other"}).id,
                "odoo_id": self.record.id,
                "external_id": "1",
            }
        )
        self.gone("unlink")
        self.assertFalse(self.item.exists())
        self.assertTrue(self.record.exists() and other.exists())

    def test_unknown_policy(self):
        with self.assertRaisesRegex(ValueError, "'vanish'.*must be 'leave'"):
            self.gone("vanish")

    def test_without_export(self):
        contexts = []

        def on_gone(importer, binding):
            contexts.append(binding.env.context.get("connector_no_export"))

        self.patch(self.importer_class, "_on_gone", on_gone)
        self.run_importer()
        self.assertEqual(contexts, [True])


class TestDependenciesOnce(UpToDateCase):
    def test_whoever_asks(self):
        """A work context and those that come from it look at a dependency once."""
        self.remote["p"] = {"name": "P"}
        for external_id in "123":
            self.remote[external_id] = {"name": external_id, "parent": "p"}
        with self.backend.work_on(ITEM) as work:
            for external_id in "123":
                work.component(usage="record.importer").run(external_id)
            importer = work.component(usage="record.importer")
            importer._import_dependency("p", ITEM, always=True)
        self.assertEqual(self.remote.called("read"), ["1", "p", "2", "3"])

    def test_forgotten_with_a_rollback(self):
        self.remote["p"] = {"name": "P"}
        with self.backend.work_on(ITEM) as work:
            importer = work.component(usage="record.importer")
            memo = ImportMemo.of(work)
            with (
                self.assertRaises(ZeroDivisionError),
                memo.contained(),
                self.cr.savepoint(),
            ):
                importer._import_dependency("p", ITEM)
                raise ZeroDivisionError
            self.assertFalse(self.find("p"))
            importer._import_dependency("p", ITEM)
        self.assertTrue(self.find("p"))

    def test_another_backend_has_its_own(self):
        self.remote["p"] = {"name": "P"}
        other = self.backend.create({"name": "Other"})
        with self.backend.work_on(ITEM) as work:
            work.component(usage="record.importer")._import_dependency("p", ITEM)
            work.work_on(collection=other).component(
                usage="record.importer"
            )._import_dependency("p", ITEM)
        self.assertEqual(self.items.search_count([]), 2)
