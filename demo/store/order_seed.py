"""The orders of a new store: always the same, and awkward on purpose.

The first 21 are those of a real store's interface (:mod:`.order_history`).
"""

from __future__ import annotations

from . import order_history
from .database import Database


def orders(database: Database, number: int) -> None:
    """Fill the store with ``number`` orders, instead of those that it has."""
    with database.write() as connection:
        order_history.clear(connection)
        order_history.tell(connection, number)
