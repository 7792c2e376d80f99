"""What importers, exporters and deleters have in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2.errorcodes import UNIQUE_VIOLATION

from odoo.addons.component.core import AbstractComponent, WorkContext

from ...exception import RetryableJobError


class Synchronizer(AbstractComponent):
    """Base of the components that run a synchronization, with the help of others.

    The mapper, binder and adapter of the current model are looked up when first used.
    """

    _name = "base.synchronizer"
    _inherit = "base.connector"

    _base_mapper_usage = "mapper"
    _base_backend_adapter_usage = "backend.adapter"

    def __init__(self, work_context: WorkContext) -> None:
        super().__init__(work_context)
        self._backend_adapter: AbstractComponent | None = None
        self._binder: AbstractComponent | None = None
        self._mapper: AbstractComponent | None = None

    @property
    def mapper(self) -> AbstractComponent:
        """The mapper of the current model."""
        if self._mapper is None:
            self._mapper = self.component(usage=self._base_mapper_usage)
        return self._mapper

    @property
    def binder(self) -> AbstractComponent:
        """The binder of the current model."""
        if self._binder is None:
            self._binder = self.binder_for()
        return self._binder

    @property
    def backend_adapter(self) -> AbstractComponent:
        """The adapter that talks to the backend about the current model."""
        if self._backend_adapter is None:
            self._backend_adapter = self.component(
                usage=self._base_backend_adapter_usage
            )
        return self._backend_adapter

    def run(self, *args: Any, **kwargs: Any) -> Any:
        """Override me to run the synchronization."""
        raise NotImplementedError(f"{self._name!r} does not implement run().")

    @contextmanager
    def _retry_unique_violation(self) -> Iterator[None]:
        """Retry the job when a concurrent one created the same record first.

        A transaction does not see what others commit meanwhile, so only the unique
        constraint of the bindings tells that it is not the first one. Then the next
        try of the job finds the record.

        :raises RetryableJobError: a unique constraint is violated
        """
        try:
            yield
        except psycopg2.IntegrityError as error:
            if error.pgcode != UNIQUE_VIOLATION:
                raise
            raise RetryableJobError(
                "Another transaction probably created the same record at the same "
                f"time: {error}\nThe job will be tried again. If it fails each "
                "time, the values given break this constraint.",
                seconds=5,
            ) from error
