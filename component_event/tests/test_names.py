from __future__ import annotations

import importlib

from odoo.tests.common import BaseCase


class TestNames(BaseCase):
    """What other addons import is where they look for it."""

    NAMES = {
        "odoo.addons.component_event": ["skip_if"],
        "odoo.addons.component_event.core": ["EventWorkContext"],
        "odoo.addons.component_event.components.event": [
            "CollectedEvents",
            "DEFAULT_EVENT_CACHE_SIZE",
            "EventCollecter",
            "EventListener",
            "skip_if",
        ],
        "odoo.addons.component_event.models.base": ["Base"],
    }

    def test_names_are_importable(self):
        for module_name, names in self.NAMES.items():
            module = importlib.import_module(module_name)
            for name in names:
                with self.subTest(module=module_name, name=name):
                    self.assertTrue(hasattr(module, name))

    def test_public_name(self):
        from odoo.addons.component_event.components import event

        self.assertEqual(event.__all__, ["skip_if"])
        self.assertEqual(event.DEFAULT_EVENT_CACHE_SIZE, 512)

    def test_event_is_a_method_of_base(self):
        from odoo.addons.component_event.models.base import Base

        self.assertIn("_event", vars(Base))

    def test_package_is_typed(self):
        from odoo.tools.misc import file_path

        self.assertTrue(file_path("component_event/py.typed"))
