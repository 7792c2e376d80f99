"""What all components of connectors share."""

from unittest import mock

from odoo.addons.component.core import Component, WorkContext
from odoo.addons.component.tests.common import new_rollbacked_env
from odoo.addons.connector import components
from odoo.addons.connector.exception import RetryableJobError

from .common import ConnectorRegistryCase


class TestBaseConnector(ConnectorRegistryCase):
    def test_classes_are_reachable_from_the_package(self):
        self.assertEqual(components.core.BaseConnectorComponent._name, "base.connector")
        self.assertEqual(
            components.listener.ConnectorListener._name, "base.connector.listener"
        )

    def test_backend_record(self):
        base = self.work_on().component_by_name("base.connector")
        self.assertIs(base.backend_record, base.work.collection)

    def test_binder_for(self):
        class UserBinder(Component):
            _name = "user.binder"
            _inherit = "base.binder"
            _apply_on = "res.users"

        class PartnerBinder(Component):
            _name = "partner.binder"
            _inherit = "base.binder"
            _apply_on = "res.partner"

        self._build_components(UserBinder, PartnerBinder)
        base = self.work_on("res.users").component_by_name("base.connector")
        self.assertEqual(base.binder_for()._name, "user.binder")
        self.assertEqual(base.binder_for("res.partner")._name, "partner.binder")
        self.assertEqual(
            base.binder_for(self.env["res.partner"])._name, "partner.binder"
        )

    def base_connector(self, env):
        work = WorkContext(
            model_name="res.users",
            collection=env["collection.base"],
            components_registry=self.comp_registry,
        )
        return work.component_by_name("base.connector")

    def test_advisory_lock_or_retry(self):
        with new_rollbacked_env() as env1, new_rollbacked_env() as env2:
            first, second = self.base_connector(env1), self.base_connector(env2)
            first.advisory_lock_or_retry("connector test lock")
            first.advisory_lock_or_retry("connector test lock")
            with self.assertRaisesRegex(
                RetryableJobError, "^Could not acquire advisory lock$"
            ) as caught:
                second.advisory_lock_or_retry("connector test lock", retry_seconds=3)
            self.assertEqual(caught.exception.seconds, 3)
            self.assertIs(caught.exception.ignore_retry, True)

    def test_advisory_lock_or_retry_default_delay(self):
        base = self.work_on().component_by_name("base.connector")
        with (
            mock.patch(
                "odoo.addons.connector.components.core.pg_try_advisory_lock",
                return_value=False,
            ),
            self.assertRaises(RetryableJobError) as caught,
        ):
            base.advisory_lock_or_retry("connector test lock")
        self.assertEqual(caught.exception.seconds, 1)
