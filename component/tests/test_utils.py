from __future__ import annotations

from types import SimpleNamespace
from unittest import mock

from odoo.tests.common import BaseCase

from odoo.addons.component.core import ComponentRegistry, _component_databases
from odoo.addons.component.utils import (
    get_component_registry,
    is_component_registry_ready,
)

GET = "odoo.addons.component.utils.get_component_registry"


class TestUtils(BaseCase):
    def test_registry_of_a_database(self):
        registry = ComponentRegistry()
        with mock.patch.dict(_component_databases, {"some_db": registry}):
            self.assertIs(get_component_registry("some_db"), registry)
        self.assertIsNone(get_component_registry("some_db"))

    def test_ready(self):
        with mock.patch(GET) as get:
            get.return_value = None
            self.assertIs(is_component_registry_ready("some_db"), False)
            get.return_value = ComponentRegistry()
            self.assertIs(is_component_registry_ready("some_db"), False)
            get.return_value.ready = True
            self.assertIs(is_component_registry_ready("some_db"), True)
            get.assert_called_with("some_db")

    def test_stand_in_without_readiness(self):
        with mock.patch(GET, return_value=SimpleNamespace()):
            self.assertIs(is_component_registry_ready("some_db"), False)
