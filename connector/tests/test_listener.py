"""Listeners that do not export what was imported."""

from odoo.addons.component.core import Component
from odoo.addons.component_event import skip_if

from .common import ConnectorRegistryCase


class TestConnectorListener(ConnectorRegistryCase):
    def setUp(self):
        super().setUp()
        self.calls = calls = []

        # Declared here to keep its calls for this test.
        class MyListener(Component):
            _name = "my.event.listener"
            _inherit = "base.connector.listener"
            _apply_on = "res.users"

            @skip_if(lambda self, record, **kwargs: self.no_connector_export(record))
            def on_record_write(self, record, fields=None):
                calls.append(record)

        self._build_components(MyListener)
        self.user = self.env.ref("base.user_admin")

    def events(self, record):
        return record._event("on_record_write", components_registry=self.comp_registry)

    def test_listener_runs(self):
        self.events(self.user).notify(self.user, fields=["name"])
        self.assertEqual(self.calls, [self.user])

    def test_listener_is_skipped_yet_collected(self):
        for key in ("connector_no_export", "no_connector_export"):
            with self.subTest(key):
                record = self.user.with_context(**{key: True})
                events = self.events(record)
                self.assertEqual(len(events.events), 1)
                events.notify(record, fields=["name"])
                self.assertEqual(self.calls, [])

    def test_no_connector_export(self):
        listener = self.comp_registry["my.event.listener"](self.work_on())
        self.assertFalse(listener.no_connector_export(self.user))
        self.assertTrue(
            listener.no_connector_export(
                self.user.with_context(connector_no_export=True)
            )
        )
        self.assertFalse(
            listener.no_connector_export(
                self.user.with_context(connector_no_export=False)
            )
        )
