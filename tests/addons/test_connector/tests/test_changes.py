"""What an import writes to a record that it knows: the changes."""

from datetime import date

from odoo.fields import Command

from odoo.addons.connector.components.synchronizer.changes import write_changes

from .common import MODEL, SynchronizedCase


class ChangesCase(SynchronizedCase):
    def setUp(self):
        super().setUp()
        self.tags = self.env["res.partner.category"].create(
            [{"name": "a"}, {"name": "b"}, {"name": "c", "active": False}]
        )
        self.binding = self.create_binding(
            name="One",
            external_id="1",
            quantity=3,
            note="Note",
            day="2026-01-02",
            priority=0,
        )
        self.record = self.binding.odoo_id
        self.env.flush_all()
        self.env.invalidate_all()
        self.written = []
        for model in (type(self.binding), type(self.record)):
            self.patch(model, "write", self.noted(model.write))

    def noted(self, write):
        def noting(records, vals):
            self.written.append((records._name, sorted(vals)))
            return write(records, vals)

        return noting

    def assert_written(self, values, *expected):
        """Check what is written, each time anew, and that nothing is afterwards."""
        self.written.clear()
        write_changes(self.binding, values)
        self.assertEqual(self.written, list(expected))


RECORD = "connector.test.record"


class TestWriteChanges(ChangesCase):
    def test_nothing_changed(self):
        self.assert_written(
            {
                "name": "One",
                "note": "Note",
                "quantity": "3",
                "day": "2026-01-02",
                "parent_id": False,
                "priority": 0,
                "active": True,
                "code": "ONE",
                "backend_id": self.backend.id,
                "odoo_id": self.record.id,
                "tag_ids": [],
                "child_ids": [],
            }
        )
        self.assert_written({})

    def test_one_write_per_record(self):
        self.assert_written(
            {"name": "Uno", "quantity": 4, "note": "Note", "priority": 1},
            (RECORD, ["name", "quantity"]),
            (MODEL, ["priority"]),
        )
        self.assertEqual(self.record.name, "Uno")
        self.assertEqual(self.record.quantity, 4)
        self.assertEqual(self.binding.priority, 1)

    def test_each_type(self):
        parent = self.record.create({"name": "Parent"})
        for name, values in [
            ("quantity", [0, 5, False]),
            ("day", ["2026-02-02", False, date(2026, 2, 2), None]),
            ("parent_id", [parent.id, False, parent.id, None]),
            ("name", ["Uno", "", False]),
            ("active", [False, True]),
        ]:
            for value in values:
                with self.subTest(name=name, value=value):
                    self.assert_written({name: value}, (RECORD, [name]))
                    self.env.flush_all()
                    self.env.invalidate_all()
                    self.assert_written({name: value})
                    # What is stored is what write() stores.
                    stored = self.record[name]
                    self.record.write({name: value})
                    self.assertEqual(self.record[name], stored)

    def test_unset_number_is_no_zero(self):
        self.env.cr.execute(
            "UPDATE connector_test_record SET quantity = NULL WHERE id = %s",
            [self.record.id],
        )
        self.env.invalidate_all()
        self.assert_written({"quantity": 0}, (RECORD, ["quantity"]))
        self.env.flush_all()
        self.env.invalidate_all()
        self.assert_written({"quantity": 0})

    def test_translations(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        binding, english = self.binding, "Note"
        self.binding = binding.with_context(lang="fr_FR")
        self.assert_written({"note": "Remarque"}, (RECORD, ["note"]))
        self.assert_written({"note": "Remarque"})
        self.assertEqual(binding.note, english)
        self.binding = binding
        self.assert_written({"note": english})
        self.assert_written({"note": "Other"}, (RECORD, ["note"]))
        self.assertEqual(binding.with_context(lang="fr_FR").note, "Remarque")

    def test_computed_field_keeps_its_value(self):
        """What it depends on changes, it does not: it is given all the same."""
        self.assert_written({"name": "Uno", "code": "ONE"}, (RECORD, ["code", "name"]))
        self.env.flush_all()
        self.assertEqual(self.record.code, "ONE")
        self.assert_written({"name": "Due"}, (RECORD, ["name"]))
        self.assertEqual(self.record.code, "DUE")

    def test_other_record_behind_the_binding(self):
        other = self.record.create({"name": "Other"})
        write_changes(self.binding, {"odoo_id": other.id, "name": "One"})
        self.assertEqual(self.binding.odoo_id, other)
        self.assertEqual(other.name, "One")

    def test_unknown_field_is_told(self):
        with self.assertRaisesRegex(ValueError, "nme"):
            write_changes(self.binding, {"nme": "One"})

    def test_rights_are_those_of_the_user(self):
        user = self.env["res.users"].create({"name": "Nobody", "login": "nobody"})
        with self.assertRaises(Exception) as caught:
            write_changes(self.binding.with_user(user), {"name": "Uno"})
        self.assertEqual(type(caught.exception).__name__, "AccessError")

    def test_queries(self):
        values = {"name": "One", "quantity": 3, "note": "Note", "priority": 0}
        # The binding and its record are read, and that is all.
        with self.assertQueryCount(2):
            write_changes(self.binding, values)
            self.env.flush_all()


class TestCommands(ChangesCase):
    def setUp(self):
        super().setUp()
        self.one, self.two, self.archived = self.tags
        self.record.tag_ids = self.one | self.archived
        self.child = self.record.create({"name": "Child", "parent_id": self.record.id})
        self.env.flush_all()

    def test_tags_that_are_there(self):
        one, two, archived = self.tags.ids
        for commands in (
            [],
            [Command.link(one)],
            [(4, archived)],
            [(6, 0, [archived, one])],
            [(5,), (4, one), (4, archived)],
            [Command.unlink(two)],
            [one, archived],
            (one, archived),
            self.one | self.archived,
            [Command.update(one, {"name": "a"})],
            [(4, two), (3, two)],
            [(6, 0, [one])],
            [(3, archived)],
        ):
            with self.subTest(commands=commands):
                self.assert_written({"tag_ids": commands})

    def test_tags_that_change(self):
        one, two, archived = self.tags.ids
        for commands, expected in [
            ([(4, two)], [one, two, archived]),
            ([(3, one)], [two, archived]),
            ([(6, 0, [one])], [one, archived]),  # the ORM keeps what is archived
            ([(5,)], [archived]),
            ([one, two], [one, two, archived]),
            (False, [archived]),
            (self.one, [one, archived]),
            (self.one | self.two, [one, two, archived]),
        ]:
            with self.subTest(commands=commands):
                self.assert_written({"tag_ids": commands}, (RECORD, ["tag_ids"]))
                self.env.flush_all()
                self.env.invalidate_all()
                self.assert_written({"tag_ids": commands})
                tags = self.record.with_context(active_test=False).tag_ids
                self.assertEqual(set(tags.ids), set(expected))

    def test_archived_tags_when_they_are_seen(self):
        self.binding = self.binding.with_context(active_test=False)
        commands = [(6, 0, self.one.ids)]
        self.assert_written({"tag_ids": commands}, (RECORD, ["tag_ids"]))
        self.assertEqual(self.binding.tag_ids, self.one)
        self.assert_written({"tag_ids": commands})

    def test_lines(self):
        child = self.child.id
        self.assert_written({"child_ids": [Command.update(child, {"name": "Child"})]})
        self.assert_written({"child_ids": [Command.link(child)]})
        write_changes(
            self.binding,
            {"child_ids": [Command.update(child, {"name": "Kid", "quantity": 0})]},
        )
        self.assertEqual(self.child.name, "Kid")
        write_changes(self.binding, {"child_ids": [Command.create({"name": "New"})]})
        self.assertEqual(self.record.child_ids.mapped("name"), ["Kid", "New"])
        write_changes(self.binding, {"child_ids": [Command.delete(child)]})
        self.assertEqual(self.record.child_ids.mapped("name"), ["New"])


class TestImportWritesChanges(ChangesCase):
    def test_import_without_change_writes_nothing(self):
        importer = self.component("record.importer")
        result = importer.run("1")
        self.assertEqual(self.written, [])
        self.assertFalse(self.binding.sync_date)
        self.assertEqual(importer.outcome, "unchanged")
        self.assertIn("nothing new", result)

    def test_import_with_a_change(self):
        self.remote["1"]["name"] = "Uno"
        self.component("record.importer").run("1")
        self.assertEqual(
            self.written,
            [(RECORD, ["name"]), (MODEL, ["sync_date"])],
        )
