"""Pictures of products: what is known of each, and the files themselves."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

ROLES = ("image", "small_image", "thumbnail", "swatch_image")
NO_SELECTION = "no_selection"
"""The value of a role that no picture has."""

SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS product_media (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        product_id INTEGER NOT NULL,
        media_type TEXT NOT NULL,
        position INTEGER NOT NULL,
        disabled INTEGER NOT NULL,
        file TEXT NOT NULL,
        labels TEXT NOT NULL
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS product_media_product ON product_media (product_id)
    """,
    """
    CREATE TABLE IF NOT EXISTS media_file (
        file TEXT PRIMARY KEY,
        content BLOB NOT NULL
    )
    """,
)


def clear(connection: sqlite3.Connection) -> None:
    """Remove all pictures; ids start anew."""
    for table in ("product_media", "media_file"):
        connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])


def entries(
    connection: sqlite3.Connection, product_ids: Iterable[int], view_id: int
) -> dict[int, list[dict[str, Any]]]:
    """Return the pictures of products in the order of the gallery."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    # Of two with the same position, the later one was seen first.
    for row in connection.execute(
        "SELECT * FROM product_media WHERE product_id IN "
        "(SELECT value FROM json_each(?)) ORDER BY position, id DESC",
        [json.dumps(list(product_ids))],
    ):
        labels = json.loads(row["labels"])
        found[row["product_id"]].append(
            {
                "id": row["id"],
                "media_type": row["media_type"],
                "label": labels.get(str(view_id), labels.get("0")),
                "position": row["position"],
                "disabled": bool(row["disabled"]),
                "file": row["file"],
            }
        )
    return found


def with_roles(
    found: list[dict[str, Any]], values: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return pictures with the roles that a product's values give them."""
    shown = []
    for entry in found:
        roles = [role for role in ROLES if values.get(role) == entry["file"]]
        answer = {key: value for key, value in entry.items() if key != "file"}
        shown.append(answer | {"types": roles, "file": entry["file"]})
    return shown
