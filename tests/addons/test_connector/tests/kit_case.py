"""What the tests share that break a connector, so that a check of the kit fails."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from unittest import mock

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector.tests.kit import ConnectorKit

from ..components.kit import CUSTOMER
from .test_kit import KitOnCustomers


class BrokenCase(KitOnCustomers, TransactionComponentCase):
    allow_inherited_tests_method = False

    def subTest(self, *args, **kwargs):
        """Let a failure within it be that of the check."""
        return nullcontext()

    def component_class(self, usage):
        # Without a backend in this transaction: some checks make one elsewhere.
        backend = self.env[self.kit_backend_model].new({"url": self.remote.url})
        with backend.work_on(CUSTOMER) as work:
            return type(work.component(usage=usage))

    @contextmanager
    def broken(self, usage, **members):
        """Replace members of a component."""
        component = self.component_class(usage)
        with mock.patch.multiple(component, **members):
            yield

    def assertFinds(self, check, regex):
        """A check of the kit fails, for the reason that is meant."""
        with self.assertRaisesRegex(AssertionError, regex):
            getattr(ConnectorKit, check)(self)

    def breaking(self, usage, check, regex, **members):
        with self.broken(usage, **members):
            self.assertFinds(check, regex)
