"""Answer the events of Odoo on behalf of a backend."""

from __future__ import annotations

from odoo.models import BaseModel

from odoo.addons.component.core import AbstractComponent


class ConnectorListener(AbstractComponent):
    """Base of the listeners of connectors.

    What an import writes must not be exported back: imports write under the context
    ``connector_no_export``, and listeners look at it::

        @skip_if(lambda self, record, **kwargs: self.no_connector_export(record))
        def on_record_write(self, record, fields=None):
            record.with_delay().export_record(fields=fields)
    """

    _name = "base.connector.listener"
    _inherit = ["base.connector", "base.event.listener"]

    def no_connector_export(self, record: BaseModel) -> bool:
        """Whether what happens to a record must not be exported, by its context."""
        context = record.env.context
        return bool(
            context.get("no_connector_export") or context.get("connector_no_export")
        )
