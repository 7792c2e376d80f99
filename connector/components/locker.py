"""Lock records, or retry the job later."""

from __future__ import annotations

from odoo.models import BaseModel

from odoo.addons.component.core import Component

from ..exception import RetryableJobError


class RecordLocker(Component):
    """Locks rows of records until the end of the transaction, without waiting.

    Usage::

        self.component(usage="record.locker").lock(binding, seconds=5)
    """

    _name = "base.record.locker"
    _inherit = "base.connector"
    _usage = "record.locker"

    def lock(
        self,
        records: BaseModel,
        seconds: int | None = None,
        ignore_retry: bool = True,
    ) -> None:
        """Be the only transaction that works on these records, or retry the job.

        :param records: records to lock; those deleted meanwhile are passed over
        :param seconds: delay before the job is tried again
        :param ignore_retry: do not count this as a failed attempt of the job
        :raises RetryableJobError: another transaction holds some of the records
        """
        missed = records - records.try_lock_for_update()
        if missed and (missed := missed.exists()):
            raise RetryableJobError(
                f"{missed!r} cannot be locked: another transaction works on it. "
                "The job will be tried again.",
                seconds=seconds,
                ignore_retry=ignore_retry,
            )
