"""Websites, stores, store views and customer groups."""

from __future__ import annotations

from odoo.tests import tagged

from odoo.addons.component.exception import NoComponentError
from odoo.addons.connector.rest import UnreadableAnswer

from .common import MagentoCase
from .fake_shop import Answer, capture


@tagged("standard", "at_install")
class TestStoreImport(MagentoCase):
    def find(self, model, external_id):
        return self.env[model].search(
            [("backend_id", "=", self.backend.id), ("external_id", "=", external_id)]
        )

    def test_websites_stores_and_views(self):
        self.import_stores()
        website = self.find("magento.website", "2")
        self.assertEqual((website.name, website.code), ("Pro Website", "pro"))
        store = self.find("magento.store", "2")
        self.assertEqual(store.website_id, website)
        self.assertEqual(store.root_category_id, "3")
        view = self.find("magento.storeview", "4")
        self.assertEqual(view.store_id, store)
        self.assertEqual(view.website_id, website)
        self.assertEqual(view.locale, "de_DE")
        self.assertEqual(view.timezone, "America/New_York")
        self.assertEqual(view.currency_code, "USD")
        self.assertTrue(view.sync_date)

    def test_administration_is_left_out(self):
        self.import_stores()
        for model, count in (
            ("magento.website", 2),
            ("magento.store", 2),
            ("magento.storeview", 5),
        ):
            records = self.env[model].search([("backend_id", "=", self.backend.id)])
            self.assertEqual(len(records), count)
            self.assertNotIn("0", records.mapped("external_id"))

    def test_disabled_view(self):
        self.import_stores()
        view = self.find("magento.storeview", "5")
        self.assertTrue(view.active)
        self.assertFalse(view.is_enabled)

    def test_language(self):
        self.env["res.lang"]._activate_lang("fr_BE")
        self.env["res.lang"]._activate_lang("de_DE")
        self.import_stores()
        for external_id, code in (("1", "en_US"), ("4", "de_DE"), ("2", "fr_BE")):
            view = self.find("magento.storeview", external_id)
            self.assertEqual(view.lang_id.code, code, view.locale)

    def test_language_that_is_not_active(self):
        self.import_stores()
        view = self.find("magento.storeview", "4")
        self.assertEqual(view.locale, "de_DE")
        self.assertFalse(view.lang_id)

    def test_chosen_language_is_kept(self):
        self.import_stores()
        view = self.find("magento.storeview", "4")
        english = self.env.ref("base.lang_en")
        view.lang_id = english
        self.import_stores()
        self.assertEqual(view.lang_id, english)

    def test_again_changes_nothing(self):
        self.import_stores()
        before = self.counts()
        self.import_stores()
        self.assertEqual(self.counts(), before)

    def test_renamed(self):
        self.import_stores()
        answer = capture("store_websites")
        answer.body[1]["name"] = "Renamed"
        self.shop.routes["GET", "V1/store/websites"] = answer
        self.import_stores()
        self.assertEqual(self.find("magento.website", "1").name, "Renamed")

    def test_gone_and_back(self):
        self.import_stores()
        view = self.find("magento.storeview", "3")
        answer = capture("store_views")
        answer.body = [view for view in answer.body if view["id"] != 3]
        self.shop.routes["GET", "V1/store/storeViews"] = answer
        self.import_stores()
        self.assertFalse(view.active)
        self.shop.routes["GET", "V1/store/storeViews"] = capture("store_views")
        self.import_stores()
        self.assertTrue(view.active)

    def test_not_a_list(self):
        self.shop.routes["GET", "V1/store/websites"] = Answer(body={"items": []})
        with self.assertRaisesRegex(
            UnreadableAnswer, "V1/store/websites.*not the list"
        ):
            self.import_stores()

    def test_result_of_the_job(self):
        self.assertEqual(
            self.backend.import_stores(),
            "2 records of magento.website, imported at once. 2 records of magento.store,"
            " imported at once. 5 records of magento.storeview, imported at once.",
        )

    # Customer groups

    def import_groups(self):
        self.env["magento.res.partner.category"].import_batch(self.backend)

    def test_groups(self):
        self.import_groups()
        group = self.find("magento.res.partner.category", "5")
        self.assertEqual(group.name, "Entreprises éligibles")
        self.assertEqual(group.odoo_id.name, "Entreprises éligibles")
        self.assertEqual(group.tax_class_name, "Retail Customer")

    def test_group_zero(self):
        self.import_groups()
        group = self.find("magento.res.partner.category", "0")
        self.assertEqual(group.name, "NOT LOGGED IN")
        with self.backend.work_on(group._name) as work:
            binder = work.component(usage="binder")
            for external_id in (0, "0"):
                self.assertEqual(binder.to_internal(external_id), group)
            self.assertEqual(binder.to_external(group), "0")

    def test_groups_again(self):
        self.import_groups()
        before = self.counts()
        self.import_groups()
        self.assertEqual(self.counts(), before)

    def test_group_name_is_not_a_translation(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        french = self.backend.with_context(lang="fr_FR")
        french.env["magento.res.partner.category"].import_batch(french)
        answer = capture("customer_groups_search")
        answer.body["items"][1]["code"] = "Tout le monde"
        self.shop.routes["GET", "V1/customerGroups/search"] = answer
        french.env["magento.res.partner.category"].import_batch(french)
        group = self.find("magento.res.partner.category", "1").odoo_id
        for lang in ("en_US", "fr_FR"):
            self.assertEqual(group.with_context(lang=lang).name, "Tout le monde")

    def test_groups_on_several_pages(self):
        items = capture("customer_groups_search").body["items"]
        self.backend.page_size = 3

        def page(request):
            number = int(request.query["searchCriteria[currentPage]"])
            found = items[(number - 1) * 3 : number * 3]
            return Answer(body={"items": found, "total_count": 7})

        self.shop.routes["GET", "V1/customerGroups/search"] = page
        self.import_groups()
        groups = self.env["magento.res.partner.category"]
        self.assertEqual(groups.search_count([("backend_id", "=", self.backend.id)]), 7)
        self.assertEqual(self.shop.count("V1/customerGroups/search"), 3)

    def test_last_page_repeated_for_ever(self):
        items = capture("customer_groups_search").body["items"][:4]
        self.backend.page_size = 2

        def page(request):
            number = min(int(request.query["searchCriteria[currentPage]"]), 2)
            return Answer(body={"items": items[(number - 1) * 2 : number * 2]})

        self.shop.routes["GET", "V1/customerGroups/search"] = page
        self.import_groups()
        self.assertEqual(self.shop.count("V1/customerGroups/search"), 3)

    def test_pages_that_hold_less_than_was_counted(self):
        answer = capture("customer_groups_search")
        answer.body["total_count"] = 9
        self.shop.routes["GET", "V1/customerGroups/search"] = answer
        with self.assertRaisesRegex(UnreadableAnswer, "counts 9 records.*hold 7"):
            self.import_groups()

    def test_every_binding_has_a_binder(self):
        for model in self.registry.values():
            if model._abstract or "magento.binding" not in model._inherit:
                continue
            with self.backend.work_on(model._name) as work:
                try:
                    work.component(usage="binder")
                except NoComponentError:
                    self.fail(f"no binder for {model._name}")
