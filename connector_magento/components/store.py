"""Import of websites, stores and store views."""

from __future__ import annotations

from odoo.addons.component.core import AbstractComponent, Component
from odoo.addons.connector.components.mapper import mapping, only_create

from ..client import payload


class MetadataImporter(Component):
    """Imports websites, then stores, then store views: each needs the one before."""

    _name = "magento.metadata.importer"
    _inherit = "base.magento.connector"
    _usage = "metadata.importer"

    _models = ("magento.website", "magento.store", "magento.storeview")

    def run(self) -> str:
        """Import all of them; what was done, in a sentence per model."""
        return " ".join(
            self.component(usage="batch.importer", model_name=model_name).run()
            for model_name in self._models
        )


class StoreMapper(AbstractComponent):
    """What websites, stores and store views have in common."""

    _name = "magento.store.mapper"
    _inherit = "magento.import.mapper"

    direct = [("name", "name"), ("code", "code")]

    @mapping
    def active(self, record):
        """What the shop lists is alive."""
        return {"active": True}


class WebsiteAdapter(Component):
    _name = "magento.website.adapter"
    _inherit = "magento.list.adapter"
    _apply_on = "magento.website"

    _list_path = "V1/store/websites"


class WebsiteImporter(Component):
    _name = "magento.website.importer"
    _inherit = "magento.importer"
    _apply_on = "magento.website"

    _schema = payload.WEBSITE


class WebsiteMapper(Component):
    _name = "magento.website.mapper"
    _inherit = "magento.store.mapper"
    _apply_on = "magento.website"


class StoreAdapter(Component):
    _name = "magento.store.adapter"
    _inherit = "magento.list.adapter"
    _apply_on = "magento.store"

    _list_path = "V1/store/storeGroups"


class StoreImporter(Component):
    _name = "magento.store.importer"
    _inherit = "magento.importer"
    _apply_on = "magento.store"

    _schema = payload.STORE

    def _dependencies(self, record):
        return [(self.external_record["website_id"], "magento.website")]


class StoreRecordMapper(Component):
    _name = "magento.store.record.mapper"
    _inherit = "magento.store.mapper"
    _apply_on = "magento.store"

    direct = [
        ("name", "name"),
        ("code", "code"),
        ("root_category_id", "root_category_id"),
        ("website_id", "website_id"),
    ]


class StoreviewAdapter(Component):
    _name = "magento.storeview.adapter"
    _inherit = "magento.list.adapter"
    _apply_on = "magento.storeview"

    _list_path = "V1/store/storeViews"
    _config_path = "V1/store/storeConfigs"

    def _items(self) -> list:
        """All store views, each with its configuration in ``config``."""
        views = super()._items()
        configs = {
            str(config.get("id")): config
            for config in self._list(self._config_path)
            if isinstance(config, dict)
        }
        return [
            {**view, "config": configs.get(str(view.get("id")), {})}
            if isinstance(view, dict)
            else view
            for view in views
        ]


class StoreviewImporter(Component):
    _name = "magento.storeview.importer"
    _inherit = "magento.importer"
    _apply_on = "magento.storeview"

    _schema = payload.STORE_VIEW
    # 2: weight unit and media URL
    _digest_version = 2

    def _dependencies(self, record):
        return [(self.external_record["store_group_id"], "magento.store")]


class StoreviewMapper(Component):
    _name = "magento.storeview.mapper"
    _inherit = "magento.store.mapper"
    _apply_on = "magento.storeview"

    direct = [
        ("name", "name"),
        ("code", "code"),
        ("is_active", "is_enabled"),
        ("store_group_id", "store_id"),
    ]

    @mapping
    def config(self, record):
        """What the configuration tells of the store view."""
        config = record["config"] or {}
        return {
            "locale": config.get("locale"),
            "timezone": config.get("timezone"),
            "currency_code": config.get("base_currency_code"),
            "weight_unit": config.get("weight_unit"),
            "media_url": config.get("base_media_url"),
        }

    @only_create
    @mapping
    def lang(self, record):
        """The active language of the locale, or another one of the same language.

        Only at first: a person may choose another one afterwards.
        """
        locale = (record["config"] or {}).get("locale")
        if not locale:
            return {}
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        same = [code for code in codes if code[:2] == locale[:2]]
        code = locale if locale in codes else next(iter(same), "")
        return {"lang_id": self.env["res.lang"]._lang_get(code).id}
