"""Import of the whole catalogue: order, cursors, deletions, races."""

from __future__ import annotations

from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.connector.exception import ConfigurationError
from odoo.addons.connector.rest import UnreadableAnswer
from odoo.addons.queue_job.tests.common import trap_jobs

from .catalogue_case import CATEGORY, CONFIGURABLE, PRODUCT, CatalogueCase
from .fake_shop import Answer


@tagged("standard", "at_install")
class TestProductBatch(CatalogueCase):
    def setUp(self):
        super().setUp()
        self.prepare()

    def run_batch(self, model=PRODUCT, **kwargs):
        with trap_jobs() as self.trap:
            self.env[model].import_batch(self.backend, **kwargs)
        self.env.invalidate_all()
        return [
            (job.recordset._name, job.method_name) for job in self.trap.enqueued_jobs
        ]

    def chunks(self):
        return [
            id_
            for job in self.trap.enqueued_jobs
            if job.method_name == "import_chunk"
            for id_ in job.args[1]
        ]

    def test_what_comes_of_it(self):
        self.assertEqual(
            self.run_batch(),
            [
                (CATEGORY, "import_batch"),
                (PRODUCT, "import_chunk"),
                (CONFIGURABLE, "import_batch"),
            ],
        )
        self.assertNotIn("25", self.chunks())
        self.run_batch(CONFIGURABLE)
        self.assertEqual(self.chunks(), ["25"])

    def test_all_the_way(self):
        self.import_all()
        products = self.env[PRODUCT].with_context(active_test=False).search([])
        self.assertEqual(len(products), 19)
        self.assertEqual(self.env[CATEGORY].search_count([]), 13)
        tee = self.env[CONFIGURABLE].search([])
        self.assertEqual(len(tee.odoo_id.product_variant_ids), 6)
        self.assertFalse(self.failed())
        counts = {
            model: self.env[model].with_context(active_test=False).search_count([])
            for model in ("product.template", "product.product", "product.category")
        }
        self.import_all()
        self.assertEqual(
            counts,
            {
                model: self.env[model].with_context(active_test=False).search_count([])
                for model in counts
            },
        )

    def test_pages_and_repeated_page(self):
        self.backend.page_size = 5
        self.run_batch()
        self.assertEqual(len(self.chunks()), 19)
        self.shop.routes["GET", "all/V1/products"] = Answer(
            body={"items": [{"id": n} for n in range(1, 6)], "total_count": 19}
        )
        with self.assertRaisesRegex(UnreadableAnswer, "repeats a page"):
            self.run_batch()

    def test_changed_in_the_same_second(self):
        """Both changes of one second are imported, whichever was read first."""
        self.run_batch()
        since = self.backend.import_products_since
        moment = str(since + timedelta(seconds=2))
        for id_ in (1, 2):
            self.shop.products[id_]["updated_at"] = moment
        self.run_batch(since_cursor=True)
        self.assertEqual(self.chunks(), ["1", "2"])
        self.import_chunk(PRODUCT, 1)
        self.shop.products[1]["price"] = 99
        self.import_chunk(PRODUCT, 1)
        self.assertEqual(self.bound(PRODUCT, 1).odoo_id.list_price, 99)

    def test_only_changed(self):
        self.run_batch()
        jobs = self.run_batch(since_cursor=True)
        self.assertIn((CONFIGURABLE, "import_batch"), jobs)
        self.assertIn((CATEGORY, "import_batch"), jobs)
        for job in self.trap.enqueued_jobs:
            self.assertTrue(job.kwargs.get("since_cursor"), job.description)
        [search] = [
            one
            for one in self.shop.requests
            if any(name == "updated_at" for name, *_rest in one.filters())
        ]
        self.assertIn(("type_id", "neq", "configurable"), search.filters())

    def test_deleted_are_found_after_a_full_import(self):
        self.import_all()
        del self.shop.products[1]
        del self.shop.categories[12]
        self.import_all()
        self.assertFalse(self.bound(PRODUCT, 1).odoo_id.active)
        self.assertFalse(self.bound(CATEGORY, 12).active)
        self.assertTrue(self.bound(PRODUCT, 2).odoo_id.active)

    def test_barcode_attribute_that_the_shop_does_not_have(self):
        self.backend.barcode_attribute = "ean"
        with self.assertRaisesRegex(ConfigurationError, "attribute “ean”") as caught:
            self.run_batch()
        self.assertEqual(caught.exception.record, self.backend)
        self.shop.other_attributes = ("ean",)
        self.run_batch()

    def test_setting_the_barcode_attribute_later(self):
        self.import_chunk(PRODUCT, 1)
        self.shop.set_attribute("MUG-RED", "ean", "4006381333931")
        self.import_chunk(PRODUCT, 1)
        self.backend.barcode_attribute = "ean"
        self.import_chunk(PRODUCT, 1)
        self.assertEqual(self.bound(PRODUCT, 1).odoo_id.barcode, "4006381333931")

    def test_tax_classes_are_there_to_be_mapped(self):
        self.env["magento.tax.class"].search([]).unlink()
        self.run_batch()
        classes = self.env["magento.tax.class"].search([])
        self.assertEqual(
            sorted(classes.mapped("name")), ["Reduced Goods", "Taxable Goods"]
        )
        self.assertFalse(classes.filtered("is_mapped"))
        self.assertEqual(self.backend.unmapped_tax_class_count, 2)

    def test_product_without_id(self):
        real = self.shop.routes.get(("GET", "all/V1/products"), self.shop._products)

        def search(request):
            answer = real(request, "all")
            answer.body["items"].append({"sku": "NO-ID"})
            return answer

        self.shop.routes["GET", "all/V1/products"] = search
        self.run_batch()
        job = [one for one in self.trap.enqueued_jobs if one.kwargs.get("data")]
        self.assertIn("without id", job[0].description)

    def test_requests_of_a_chunk(self):
        self.import_chunk(CATEGORY, *sorted(self.shop.categories))
        self.shop.requests.clear()
        self.import_chunk(PRODUCT, *(id_ for id_ in self.shop.products if id_ != 25))
        self.assertEqual(
            self.shop.paths(),
            ["all/V1/products", "default/V1/products", "fr/V1/products"],
        )

    def test_few_queries_for_what_is_known(self):
        ids = [str(id_) for id_ in self.shop.products if id_ not in (25,)]
        self.import_chunk(PRODUCT, *ids)
        with self.assertQueryCount(40), trap_jobs():
            self.env[PRODUCT].import_chunk(self.backend, ids)

    # Buttons

    def test_buttons(self):
        for button in (
            "action_import_tax_classes",
            "action_import_categories",
            "action_import_products",
            "action_import_changed_products",
            "action_find_deleted_products",
        ):
            with self.subTest(button):
                action = getattr(self.backend, button)()
                self.assertEqual(action["params"]["type"], "success")

    def test_counts(self):
        self.import_chunk(PRODUCT, 1, 2)
        self.backend.invalidate_recordset()
        self.assertEqual(self.backend.product_count, 2)
        domain = self.backend.action_open_products()["domain"]
        self.assertEqual(self.env[PRODUCT].search_count(domain), 2)

    def test_schedules(self):
        lines = self.backend.connector_schedule_ids
        found = {
            line.what for line in lines.filtered(lambda one: one.model_name == PRODUCT)
        }
        self.assertEqual(found, {"changed", "all", "stock"})

    def test_links_to_the_shop(self):
        [binding] = self.import_chunk(PRODUCT, 1)
        self.backend.admin_url = "https://shop.test/admin_x"
        self.assertEqual(
            binding.connector_url,
            "https://shop.test/admin_x/catalog/product/edit/id/1/",
        )
        category = self.bound(CATEGORY, 9)
        self.assertEqual(
            category.connector_url,
            "https://shop.test/admin_x/catalog/category/edit/id/9/",
        )
