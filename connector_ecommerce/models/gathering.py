"""What nested calls have to tell, told once by the outermost of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from odoo.models import BaseModel
from odoo.sql_db import BaseCursor


class Gathering:
    """Records of which an event is told when the call that caused it ends.

    A change made through one method often goes through others that tell it as well: the
    price of a variant is written on its product, an invoice is posted by a button. While
    the outermost call is :meth:`open`, the others :meth:`add` what they know; it tells
    the listeners when everything is written.

    :param name: of what is gathered, unique
    """

    def __init__(self, name: str) -> None:
        self._key = f"connector_ecommerce.{name}"

    @contextmanager
    def open(self, cr: BaseCursor) -> Iterator[list[Any]]:
        """Gather until the block ends; nothing, if a caller gathers already.

        If the block raises, what was gathered is forgotten.
        """
        gathered: list[Any] = []
        # the cursor, not the context: actions returned to the browser carry the context
        if cr.cache.setdefault(self._key, gathered) is not gathered:
            yield []
            return
        try:
            yield gathered
        finally:
            cr.cache.pop(self._key, None)

    def add(self, records: BaseModel) -> bool:
        """Leave records to the call that gathers; ``False`` if there is none."""
        gathered = records.env.cr.cache.get(self._key)
        if gathered is None:
            return False
        gathered.append(records)
        return True
