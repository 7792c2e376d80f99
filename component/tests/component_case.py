from __future__ import annotations

from odoo.addons.component.core import Component

from .engine_case import EngineCase


class ComponentCase(EngineCase):
    def setUp(self):
        super().setUp()

        class Component1(Component):
            _name = "component1"
            _collection = "shop.backend"
            _usage = "for.test"
            _apply_on = ["res.partner"]

        class Component2(Component):
            _name = "component2"
            _collection = "shop.backend"
            _usage = "for.test"
            _apply_on = ["res.users"]

        self.build(Component1, Component2)
        self.base_work = self.work()
        self.base = self.registry["base"](self.base_work)
