"""What the records of a chunk need, of others and of each other."""

from itertools import permutations

from odoo.tools import mute_logger

from odoo.addons.connector.exception import (
    InvalidDataError,
)

from ..components.item import ITEM
from .chunk_case import ChunkCase

RECORD = "connector.test.record"


class TestDependencies(ChunkCase):
    def test_in_any_order(self):
        """3 needs 2, which needs 1: all of them in the chunk."""
        self.remote.update(
            {
                "1": {"name": "One"},
                "2": {"name": "Two", "parent": "1"},
                "3": {"name": "Three", "parent": "2"},
            }
        )
        for ids in permutations("123"):
            with self.subTest(ids=ids):
                self.remote.calls.clear()
                self.assertIn("3 created", self.run_chunk(ids))
                self.assertEqual(self.aside, {})
                three = self.find("3")
                self.assertEqual(three.parent_id.parent_id, self.find("1").odoo_id)
                self.assertEqual(self.remote.calls, [("read_many", list(ids))])
                self.items.search([]).odoo_id.unlink()

    def test_of_all_together_and_once(self):
        ids = self.fill(10, parent="p")
        self.remote["0"]["parent"] = "q"
        self.remote.update({"p": {"name": "P", "parent": "q"}, "q": {"name": "Q"}})
        self.run_chunk(ids)
        self.assertEqual(self.aside, {})
        self.assertEqual(self.find("9").parent_id.parent_id, self.find("0").parent_id)
        self.assertEqual(self.remote.called("read_many"), [ids, ["q", "p"]])

    def test_known_ones_are_left_alone(self):
        self.remote["p"] = {"name": "P"}
        self.run_chunk()
        self.remote["p"]["name"] = "Changed"
        self.run_chunk(self.fill(3, parent="p")[1:])
        self.assertEqual(self.find("p").name, "P")

    def test_bindings_are_looked_for_anew_after_the_chunk(self):
        """What was found for all together may be gone by then."""
        ids = self.fill(2, parent="p")
        self.remote["p"] = {"name": "P"}
        chunk = self.component("chunk.importer")
        chunk.run(ids)
        binder = chunk.binder_for(ITEM)
        binder.to_internal("p").unlink()
        self.assertFalse(binder.to_internal("p"))

    def test_that_fails(self):
        """Those that need it are set aside for the reason for which it failed."""
        self.fill(4)
        self.remote["1"]["parent"] = "p"
        self.remote["2"]["parent"] = "1"
        self.remote["p"] = {"name": "P", "quantity": 2**40}
        with mute_logger("odoo.sql_db"):
            self.run_chunk(["0", "2", "1", "3"])
        self.assertEqual(set(self.names()), {"0", "3"})
        self.assertEqual(set(self.aside), {"1", "2"})
        self.assertIs(self.aside["1"], self.aside["2"])

    def test_that_fails_within_the_chunk(self):
        self.fill(4)
        self.remote["1"]["parent"] = "0"
        self.remote["2"]["parent"] = "1"
        self.remote["0"]["quantity"] = 2**40
        with mute_logger("odoo.sql_db"):
            self.run_chunk()
        self.assertEqual(set(self.names()), {"3"})
        self.assertEqual(set(self.aside), {"0", "1", "2"})

    def test_that_is_gone(self):
        self.fill(2)
        self.remote["1"]["parent"] = "404"
        self.run_chunk()
        self.assertEqual(self.kinds(), {"1": "skip"})
        self.assertIn("Import it first", str(self.aside["1"]))

    def test_that_need_each_other(self):
        self.fill(3)
        self.remote["1"]["parent"] = "2"
        self.remote["2"]["parent"] = "1"
        self.run_chunk()
        self.assertEqual(self.kinds(), {"1": "skip", "2": "skip"})
        self.assertEqual(set(self.names()), {"0"})

    def test_of_an_importer_that_imports_them_itself(self):
        def import_dependencies(importer):
            importer._import_dependency(importer.external_record.get("parent"), ITEM)

        self.hook("_import_dependencies", side_effect=import_dependencies)
        self.fill(3, parent="p")
        ids = list(self.remote)
        self.remote["p"] = {"name": "P"}
        self.run_chunk(ids)
        self.assertEqual(self.aside, {})
        self.assertEqual(self.find("2").parent_id.name, "P")
        self.assertEqual(self.remote.called("read"), ["p"])

    def test_undone_with_the_record_that_asked_for_them(self):
        """What a rollback took back is imported again for the next that needs it."""

        def import_dependencies(importer):
            importer._import_dependency(importer.external_record.get("parent"), ITEM)
            if importer.external_id == "0":
                raise InvalidDataError("Bad")

        self.hook("_import_dependencies", side_effect=import_dependencies)
        ids = self.fill(3, parent="p")
        self.remote["p"] = {"name": "P"}
        self.run_chunk(ids)
        self.assertEqual(set(self.aside), {"0"})
        self.assertEqual(self.find("2").parent_id.name, "P")
