"""Product categories: tree, moves, cycles, languages."""

from __future__ import annotations

from odoo.tests import tagged

from odoo.addons.connector.exception import InvalidDataError, MappingError

from .catalogue_case import CATEGORY, CatalogueCase


@tagged("standard", "at_install")
class TestCategoryImport(CatalogueCase):
    def setUp(self):
        super().setUp()
        self.import_stores()

    def category(self, external_id):
        return self.bound(CATEGORY, external_id)

    def import_categories(self, *ids):
        ids = ids or sorted(self.shop.categories)
        self.import_chunk(CATEGORY, *ids)
        return self.result

    def move(self, id_, parent_id):
        self.shop.categories[id_]["parent_id"] = parent_id

    def test_tree(self):
        result = self.import_categories()
        self.assertIn("13 created", result)
        self.assertIn("1 skipped", result)  # the technical root
        tops = self.category(6)
        self.assertEqual(
            tops.odoo_id.complete_name,
            "Default Category / Clothing / Men / T-Shirts & Tops",
        )
        self.assertEqual(tops.magento_parent_id, self.category(5))
        self.assertEqual((tops.level, tops.is_enabled), (4, True))
        self.assertFalse(self.category(11).is_enabled)
        self.assertFalse(self.category(2).odoo_id.parent_id)

    def test_parents_come_first_even_one_by_one(self):
        self.import_one(CATEGORY, 6)
        self.assertEqual(self.category(6).odoo_id.parent_path.count("/"), 4)

    def test_below_a_category_of_odoo(self):
        top = self.env["product.category"].create({"name": "Shop"})
        self.backend.catalogue_category_id = top
        self.import_categories()
        self.assertEqual(self.category(2).odoo_id.parent_id, top)
        self.assertEqual(self.category(4).odoo_id.parent_id, self.category(2).odoo_id)

    def test_names_per_language(self):
        self.import_categories()
        clothing = self.category(4)
        self.assertEqual(clothing.name, "Clothing")
        self.assertEqual(clothing.magento_name, "Clothing")
        french = clothing.with_context(lang="fr_FR")
        self.assertEqual(french.magento_name, "Vêtements")

    def test_requests(self):
        self.shop.requests.clear()
        self.import_categories()
        self.assertEqual(
            self.shop.paths(),
            [
                "all/V1/categories/list",
                "default/V1/categories/list",
                "fr/V1/categories/list",
            ],
        )

    def test_again_changes_nothing(self):
        self.import_categories()
        before = {one.id: one.write_date for one in self.env[CATEGORY].search([])}
        self.assertIn("13 unchanged", self.import_categories())
        after = {one.id: one.write_date for one in self.env[CATEGORY].search([])}
        self.assertEqual(after, before)

    def test_renamed_in_one_language(self):
        self.import_categories()
        self.shop.texts["fr", "categories", 5] = {"name": "Hommes"}
        self.assertIn("1 updated, 12 unchanged", self.import_categories())
        men = self.category(5)
        self.assertEqual(men.with_context(lang="fr_FR").magento_name, "Hommes")
        self.assertEqual(men.name, "Men")

    def test_moved(self):
        self.import_categories()
        self.move(7, 2)
        self.import_categories(7)
        self.assertEqual(self.category(7).odoo_id.parent_id, self.category(2).odoo_id)

    def test_moved_below_its_former_child(self):
        """Odoo would take the new place for a cycle, if it came first."""
        self.import_categories()
        self.move(6, 2)
        self.move(5, 6)
        for ids in ((5, 6), (5,)):
            with self.subTest(ids):
                self.import_categories(*ids)
                parents = {
                    one: self.category(one).magento_parent_id.external_id
                    for one in (5, 6)
                }
                self.assertEqual(parents, {5: "6", 6: "2"})
                self.assertEqual(
                    self.category(5).odoo_id.parent_id, self.category(6).odoo_id
                )
                self.assertFalse(self.failed())
                # And back, by the same way.
                self.move(5, 4)
                self.move(6, 5)
                self.import_categories(6)
                self.import_categories(5, 6)
                self.assertEqual(
                    self.category(6).odoo_id.parent_id, self.category(5).odoo_id
                )
                self.move(6, 2)
                self.move(5, 6)

    def test_grandchild_becomes_parent(self):
        self.import_categories()
        self.move(6, 2)
        self.move(4, 6)
        self.import_categories(4)
        self.assertEqual(self.category(4).odoo_id.parent_id, self.category(6).odoo_id)
        self.assertEqual(self.category(6).odoo_id.parent_id, self.category(2).odoo_id)

    def test_cycle_of_new_categories(self):
        self.move(4, 6)
        result = self.import_categories()
        self.assertIn("9 created", result)  # 7 is below 4
        failed = self.failed()
        self.assertEqual(
            sorted(failed.mapped("connector_external_id")), ["4", "5", "6", "7"]
        )
        message = failed.filtered(
            lambda job: job.connector_external_id == "4"
        ).exc_message
        self.assertIn("below itself (4 → 6 → 5 → 4)", message)
        self.assertIn("“Clothing”", message)

    def test_cycle_one_by_one(self):
        self.move(4, 6)
        with self.assertRaisesRegex(InvalidDataError, "→"):
            self.import_one(CATEGORY, 5)

    def test_cycle_of_known_categories(self):
        self.import_categories()
        self.move(4, 6)
        with self.assertRaisesRegex(InvalidDataError, "4 → 6 → 5 → 4"):
            self.import_one(CATEGORY, 4)
        self.assertEqual(self.category(4).odoo_id.parent_id, self.category(2).odoo_id)

    def test_its_own_parent(self):
        self.move(9, 9)
        with self.assertRaisesRegex(InvalidDataError, "9 → 9"):
            self.import_one(CATEGORY, 9)

    def test_parent_that_is_not_there(self):
        self.move(9, 77)
        with self.assertRaisesRegex(MappingError, "category 77.*doesn't have"):
            self.import_one(CATEGORY, 9)

    def test_deleted(self):
        self.import_categories()
        category = self.category(12).odoo_id
        del self.shop.categories[12]
        self.import_one(CATEGORY, 12)
        self.assertFalse(self.category(12).active)
        self.assertTrue(category.exists())
        self.shop.categories[12] = {**self.shop.categories[11], "id": 12}
        self.import_one(CATEGORY, 12)
        self.assertTrue(self.category(12).active)
        self.assertEqual(self.category(12).odoo_id, category)

    def test_deleted_are_found(self):
        self.import_categories()
        del self.shop.categories[12]
        self.env[CATEGORY].import_deletions(self.backend)
        job = self.env["queue.job"].search([("model_name", "=", CATEGORY)])
        self.assertEqual(job.mapped("connector_external_id"), ["12"])
