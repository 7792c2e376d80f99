"""Give delayed jobs the identity key, description and priority that are declared."""

from __future__ import annotations

from typing import Any

from odoo import models

from odoo.addons.queue_job.delay import Delayable

from ..job import declared_jobs, job_options


class DeclaredDelayable(Delayable):
    """Job to be, which takes what its caller left out from the method's declaration.

    ``identity_key=False`` asks for no identity key at all.
    """

    __slots__ = ()

    def _store_args(self, *args: Any, **kwargs: Any) -> DeclaredDelayable:
        method_name = self._job_method.__name__
        job: Any = self  # its attributes are slots of an untyped class
        options = job_options(type(job.recordset), method_name)
        if options:
            if job.identity_key is None:
                job.identity_key = options.identity_key
            if job.priority is None:
                job.priority = options.priority
            if job.description is None:
                description = options.description
                job.description = (
                    description(job.recordset, *args, **kwargs)
                    if callable(description)
                    else description
                )
        return super()._store_args(*args, **kwargs)


class Base(models.AbstractModel):
    _inherit = "base"

    def with_delay(self, *args: Any, **kwargs: Any) -> Any:
        """Delay a method, with the options that its ``@job`` declares."""
        delayed = super().with_delay(*args, **kwargs)
        self._declare_delayable(getattr(delayed, "delayable", None))
        return delayed

    def delayable(self, *args: Any, **kwargs: Any) -> Any:
        """Prepare a job of a method, with the options that its ``@job`` declares."""
        delayable = super().delayable(*args, **kwargs)
        self._declare_delayable(delayable)
        return delayable

    def _declare_delayable(self, delayable: Any) -> None:
        # The object stays the one that the queue made, which tests may have replaced:
        # only the class of a plain one changes, for models that declare something.
        if type(delayable) is Delayable and any(
            options.has_defaults for options in declared_jobs(type(self)).values()
        ):
            delayable.__class__ = DeclaredDelayable
