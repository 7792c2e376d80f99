"""Run the examples of a page as an addon of their own, in a real database."""

from __future__ import annotations

import doctest
import io
from typing import Any

from odoo.api import Environment
from odoo.models import MetaModel
from odoo.orm.model_classes import add_to_registry

from odoo.addons.component.core import ComponentRegistry, MetaComponent

from .pages import Example, Page

#: The addon that the examples pretend to be.
ADDON = "acme"
MODULE = f"odoo.addons.{ADDON}.examples"
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class ExampleFailed(AssertionError):
    """An example raised, or printed something else than the page says."""


class Player:
    """Runs blocks in one namespace; what they declare exists right after the block.

    Odoo builds models and components when it loads an addon. Here that happens after
    each block, so that a page reads as an addon's files do. The database is the caller's
    to roll back; :meth:`close`, called after that, takes the models out of the Odoo
    registry again.

    :param env: environment with the component registry in its context
    :param components: that registry
    """

    def __init__(self, env: Environment, components: ComponentRegistry) -> None:
        self.env = env
        self.components = components
        self.namespace: dict[str, Any] = {"__name__": MODULE, "env": env}
        self._built: list[type] = []
        self._added_models: list[str] = []
        self._changed_bases: dict[type, tuple[type, ...]] = {}

    def play(self, page: Page) -> None:
        """Run all blocks of a page, and of those that it continues.

        :raises ExampleFailed: telling page and line
        """
        for part in page.chain():
            for example in part.examples:
                self._run(part, example)
                self._build_new_classes()

    def _run(self, page: Page, example: Example) -> None:
        if example.doctest:
            self._run_doctest(page, example)
            return
        # The line breaks make a traceback name the page's own lines.
        source = "\n" * (example.line - 1) + example.code
        try:
            exec(compile(source, page.name, "exec"), self.namespace)
        except Exception as error:
            raise ExampleFailed(
                f"{page.name}, line {example.line}: the example raised "
                f"{type(error).__name__}: {error}"
            ) from error

    def _run_doctest(self, page: Page, example: Example) -> None:
        parser = doctest.DocTestParser()
        test = parser.get_doctest(
            example.code, {}, page.name, page.name, example.line - 1
        )
        if not test.examples:
            raise ExampleFailed(f"{page.name}, line {example.line}: nothing after >>>.")
        test.globs = self.namespace
        report = io.StringIO()
        runner = doctest.DocTestRunner(optionflags=OPTIONS)
        runner.run(test, out=report.write, clear_globs=False)
        if runner.failures:
            raise ExampleFailed(report.getvalue())

    def _build_new_classes(self) -> None:
        new = [
            value
            for value in self.namespace.values()
            if isinstance(value, MetaModel | MetaComponent)
            and value.__module__ == MODULE
            and value not in self._built
        ]
        self._built += new
        self._add_models([cls for cls in new if isinstance(cls, MetaModel)])
        for cls in new:
            if isinstance(cls, MetaComponent):
                cls._build_component(self.components)
        self._forget_lookups()

    def _forget_lookups(self) -> None:
        """An addon's components are all there before the first lookup; here they are not."""
        self.components._cache.clear()
        collecter = self.components.get("base.event.collecter")
        if collecter:
            collecter._cache.clear()

    def _add_models(self, definitions: list[type]) -> None:
        if not definitions:
            return
        registry = self.env.registry
        modules = self.env["ir.module.module"]
        if not modules.search_count([("name", "=", ADDON)]):
            modules.create({"name": ADDON, "state": "uninstalled"})
        names = []
        for definition in definitions:
            name = definition._name
            if name in registry:
                model = registry[name]
                self._changed_bases.setdefault(model, model._base_classes__)
            else:
                self._added_models.append(name)
            add_to_registry(registry, definition)
            names.append(name)
        cr = self.env.cr
        registry._setup_models__(cr, names)
        registry.init_models(cr, names, {"module": ADDON})

    def close(self) -> None:
        """Take the models of the examples out of the Odoo registry."""
        MetaModel._module_to_models__.pop(ADDON, None)
        if not self._added_models and not self._changed_bases:
            return
        registry = self.env.registry
        for model, bases in self._changed_bases.items():
            model._base_classes__ = bases
        for name in reversed(self._added_models):
            del registry[name]
            for model in registry.models.values():
                model._inherits_children.discard(name)
        registry._setup_models__(self.env.cr)
