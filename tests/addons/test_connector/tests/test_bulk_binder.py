"""What a binder answers for many records at once."""

from unittest import mock

from odoo.addons.connector.components.binder import Binder

from .common import ItemCase


class TestBulkBinder(ItemCase):
    def setUp(self):
        super().setUp()
        self.binder = self.component("binder")
        self.one, self.two, self.unbound = self.items.create(
            [
                {"name": name, "backend_id": self.backend.id, "external_id": id_}
                for name, id_ in [("One", "1"), ("Two", "2"), ("None", False)]
            ]
        )
        other = self.backend.create({"name": "Other"})
        self.items.create({"name": "3", "backend_id": other.id, "external_id": "3"})
        self.env.flush_all()
        self.env.invalidate_all()

    def test_to_internal(self):
        found = self.binder.to_internal_many(["1", 2, "3", "404", None, False, ""])
        self.assertEqual(found, {"1": self.one, 2: self.two})
        records = self.binder.to_internal_many(["1", "2"], unwrap=True)
        self.assertEqual(records, {"1": self.one.odoo_id, "2": self.two.odoo_id})

    def test_to_internal_archived(self):
        self.one.active = False
        found = self.binder.to_internal_many(["1"])
        self.assertEqual(found, {"1": self.one})
        self.assertNotIn("active_test", found["1"].env.context)

    def test_to_internal_costs_one_query(self):
        with self.assertQueryCount(1):
            found = self.binder.to_internal_many(["1", "2", "404"], unwrap=True)
        self.assertEqual(len(found), 2)
        with self.assertQueryCount(0):
            self.assertEqual(self.binder.to_internal_many([]), {})

    def test_records_found_are_read_together(self):
        found = self.binder.to_internal_many(["1", "2"])
        with self.assertQueryCount(1):
            self.assertFalse([item.external_digest for item in found.values() if 0])
            self.assertEqual([found[id_].sync_date for id_ in "12"], [False, False])

    def test_doubles(self):
        self.patch(self.registry["connector.test.item"], "_table_objects", {})
        self.cr.execute(
            "ALTER TABLE connector_test_item"
            " DROP CONSTRAINT connector_test_item_unique_external_id"
        )
        self.two.external_id = "1"
        with self.assertRaisesRegex(ValueError, "Several .* external id '1'.*unique"):
            self.binder.to_internal_many(["1"])

    def test_to_external(self):
        self.assertEqual(
            self.binder.to_external_many(self.one | self.two | self.unbound),
            {self.one.id: "1", self.two.id: "2"},
        )
        self.assertEqual(
            self.binder.to_external_many([self.two.id]), {self.two.id: "2"}
        )

    def test_to_external_of_records(self):
        records = (self.one | self.two | self.unbound).odoo_id
        lonely = records.create({"name": "Lonely"})
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            found = self.binder.to_external_many(records | lonely, wrap=True)
        self.assertEqual(found, {self.one.odoo_id.id: "1", self.two.odoo_id.id: "2"})

    def test_to_external_costs_one_query(self):
        with self.assertQueryCount(1):
            self.binder.to_external_many([self.one.id, self.two.id, self.unbound.id])
        with self.assertQueryCount(0):
            self.assertEqual(self.binder.to_external_many([]), {})

    def test_several_bindings(self):
        self.cr.execute(
            "ALTER TABLE connector_test_item"
            " DROP CONSTRAINT connector_test_item_unique_odoo_id"
        )
        self.two.odoo_id = self.one.odoo_id
        with self.assertRaisesRegex(ValueError, "several bindings"):
            self.binder.to_external_many(self.one.odoo_id, wrap=True)

    def test_bind(self):
        self.binder.bind_many({"4": self.unbound, "5": self.two})
        self.assertEqual((self.unbound.external_id, self.two.external_id), ("4", "5"))
        self.assertTrue(self.unbound.sync_date)
        for bad in ({"": self.one}, {"6": self.items}):
            with self.assertRaises(AssertionError):
                self.binder.bind_many(bad)

    def test_binder_with_answers_of_its_own(self):
        """It is asked one by one, as the addon that overrides it expects."""
        for name, call, expected in [
            ("to_internal", lambda: self.binder.to_internal_many(["9"]), "9"),
            ("to_external", lambda: self.binder.to_external_many([7]), 7),
        ]:
            with (
                self.subTest(name),
                mock.patch.object(
                    type(self.binder), name, autospec=True, return_value=self.one
                ) as own,
            ):
                self.assertEqual(call(), {expected: self.one})
                self.assertEqual(own.call_args.args[1], expected)
        self.assertTrue(self.binder._answers_as("bind"))
        self.assertIs(type(self.binder).to_internal, vars(Binder)["to_internal"])


class TestNumbers(ItemCase):
    """External ids that are integers: 0 is one, unset reads as 0, too."""

    def setUp(self):
        super().setUp()
        with self.backend.work_on("connector.test.binding") as work:
            self.binder = work.component(usage="binder")
        self.zero, self.one, self.unbound = self.binder.model.create(
            [
                {"name": "x", "backend_id": self.backend.id, "external_id": id_}
                for id_ in (0, 1, 7)
            ]
        )
        self.env.flush_all()
        self.cr.execute(
            "UPDATE connector_test_binding SET external_id = NULL WHERE id = %s",
            [self.unbound.id],
        )
        self.env.invalidate_all()

    def test_zero(self):
        found = self.binder.to_internal_many(["0", 1, "word", 2**40])
        self.assertEqual(found, {"0": self.zero, 1: self.one})
        everything = self.zero | self.one | self.unbound
        self.assertEqual(
            self.binder.to_external_many(everything), {self.zero.id: 0, self.one.id: 1}
        )
