"""Tests of components, and of those that a connector derives from them."""

from __future__ import annotations

from odoo.addons.component.core import AbstractComponent, WorkContext
from odoo.addons.component.tests.common import TransactionComponentRegistryCase

from .common import EcommerceMixin


class EcommerceComponentCase(EcommerceMixin, TransactionComponentRegistryCase):
    """Builds the components of the addon, then those that a test declares."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.set_up_ecommerce()

    def setUp(self) -> None:
        super().setUp()
        self._setup_registry(self)
        self.addCleanup(self._teardown_registry, self)
        self._load_module_components("connector")
        self._load_module_components("connector_ecommerce")

    def component(
        self,
        usage: str | None = None,
        *,
        name: str | None = None,
        model: str = "sale.order",
        env=None,
    ) -> AbstractComponent:
        """Return a component by its usage or name."""
        collection = self.collection.with_env(env) if env else self.collection
        work = WorkContext(
            model_name=model,
            collection=collection,
            components_registry=self.comp_registry,
        )
        return work.component_by_name(name) if name else work.component(usage=usage)
