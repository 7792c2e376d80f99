from __future__ import annotations

import importlib

from odoo.tests.common import BaseCase


class TestNames(BaseCase):
    """What other addons import is where they look for it."""

    NAMES = {
        "odoo.addons.component.core": [
            "AbstractComponent",
            "Component",
            "ComponentDatabases",
            "ComponentRegistry",
            "DEFAULT_CACHE_SIZE",
            "MetaComponent",
            "WorkContext",
            "_component_databases",
            "_get_addon_name",
        ],
        "odoo.addons.component.builder": ["ComponentBuilder"],
        "odoo.addons.component.components.base": ["BaseComponent"],
        "odoo.addons.component.exception": [
            "ComponentException",
            "NoComponentError",
            "RegistryNotReadyError",
            "SeveralComponentError",
        ],
        "odoo.addons.component.models.collection": ["Collection"],
        "odoo.addons.component.utils": [
            "get_component_registry",
            "is_component_registry_ready",
        ],
        "odoo.addons.component.tests.common": [
            "ComponentMixin",
            "ComponentRegistryCase",
            "SavepointComponentCase",
            "SavepointComponentRegistryCase",
            "TransactionComponentCase",
            "TransactionComponentRegistryCase",
            "new_rollbacked_env",
        ],
    }

    def test_names_are_importable(self):
        for module_name, names in self.NAMES.items():
            module = importlib.import_module(module_name)
            for name in names:
                with self.subTest(module=module_name, name=name):
                    self.assertTrue(hasattr(module, name))

    def test_exceptions_have_one_parent(self):
        from odoo.addons.component import exception

        self.assertIs(exception.ComponentException.__base__, Exception)
        for name in ("NoComponentError", "SeveralComponentError"):
            self.assertTrue(
                issubclass(getattr(exception, name), exception.ComponentException)
            )
            # code of other addons raises them with a message only
            self.assertEqual(str(getattr(exception, name)("no luck")), "no luck")
        self.assertTrue(
            issubclass(exception.RegistryNotReadyError, exception.ComponentException)
        )

    def test_default_cache_size(self):
        from odoo.addons.component.core import DEFAULT_CACHE_SIZE

        self.assertEqual(DEFAULT_CACHE_SIZE, 512)

    def test_package_is_typed(self):
        from odoo.tools.misc import file_path

        self.assertTrue(file_path("component/py.typed"))
