"""Test cases on the components of this addon, in a registry of the test's own."""

from __future__ import annotations

from unittest import mock

from odoo.addons.component.core import AbstractComponent, WorkContext
from odoo.addons.component.tests.common import TransactionComponentRegistryCase


class ConnectorRegistryCase(TransactionComponentRegistryCase):
    """Builds the components of connector, then those that a test declares."""

    def setUp(self):
        super().setUp()
        self._setup_registry(self)
        self.addCleanup(self._teardown_registry, self)
        self._load_module_components("connector")

    def work_on(self, model_name: str = "res.users", **kwargs) -> WorkContext:
        """Return a work context on a model, without a backend."""
        return WorkContext(
            model_name=model_name,
            collection=self.collection,
            components_registry=self.comp_registry,
            **kwargs,
        )

    def build(self, *classes: type, model_name: str = "res.users") -> AbstractComponent:
        """Build components and return the last one, instantiated."""
        self._build_components(*classes)
        name = classes[-1]._name or classes[-1]._inherit
        return self.comp_registry[name](self.work_on(model_name))


class MockedModelCase(ConnectorRegistryCase):
    """Mappers on a model that is a mock, with fields given by each test."""

    def build_on_fields(
        self, *classes: type, many2ones: dict[str, str] | None = None
    ) -> AbstractComponent:
        """Build a mapper whose model has many2one fields, and others of any name."""
        component = self.build(*classes)
        fields = mock.MagicMock(name="_fields")
        fields.__getitem__.side_effect = lambda name: mock.Mock(
            type="many2one" if name in (many2ones or {}) else "char",
            comodel_name=(many2ones or {}).get(name),
        )
        component.work.model = mock.Mock(name="model", _fields=fields)
        return component

    def mock_binder(self, mapper: AbstractComponent, **results) -> mock.Mock:
        """Make a mapper use a mocked binder, and return it."""
        binder = mock.Mock(name="binder")
        for method, result in results.items():
            getattr(binder, method).return_value = result
        mapper.binder_for = mock.Mock(name="binder_for", return_value=binder)
        return binder
