"""What every component of a connector can do."""

from __future__ import annotations

from odoo.models import BaseModel

from odoo.addons.component.core import AbstractComponent

from ..database import pg_try_advisory_lock
from ..exception import RetryableJobError


class BaseConnectorComponent(AbstractComponent):
    """Base of the components of connectors.

    A connector declares one abstract heir, with its backend as ``_collection``, and
    puts it in the ``_inherit`` of all its components::

        class BaseMagentoConnector(AbstractComponent):
            _name = "base.magento.connector"
            _inherit = "base.connector"
            _collection = "magento.backend"
    """

    _name = "base.connector"

    @property
    def backend_record(self) -> BaseModel:
        """The backend that this component works for."""
        return self.work.collection

    def binder_for(self, model: str | BaseModel | None = None) -> AbstractComponent:
        """Return the binder of a binding model, by default of the current model."""
        return self.component(usage="binder", model_name=model)

    def advisory_lock_or_retry(self, lock: object, retry_seconds: int = 1) -> None:
        """Be the only transaction that works on something, or retry the job later.

        The lock is on a name, so that it also covers what does not exist yet: two
        jobs that import the same new record, for instance. It is released at the
        end of the transaction.

        :param lock: the name, any object: its ``str()`` is locked
        :param retry_seconds: delay before the job is tried again
        :raises RetryableJobError: another transaction holds the lock; this does not
            count as a failed attempt of the job
        """
        if not pg_try_advisory_lock(self.env, lock):
            raise RetryableJobError(
                "Could not acquire advisory lock",
                seconds=retry_seconds,
                ignore_retry=True,
            )
