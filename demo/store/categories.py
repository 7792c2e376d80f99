"""Product categories: the tree, the list, and what each is called in a store view."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .errors import no_such_entity

ROOT = 1

SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS category (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        parent_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        path TEXT NOT NULL,
        level INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS category_value (
        category_id INTEGER NOT NULL,
        code TEXT NOT NULL,
        view_id INTEGER NOT NULL,
        value,
        PRIMARY KEY (category_id, code, view_id)
    ) WITHOUT ROWID
    """,
)

MAIN = ("name", "is_active", "include_in_menu")
COMPUTED = ("path", "children_count")
CUSTOM = (
    "description",
    "image",
    "meta_title",
    "meta_keywords",
    "meta_description",
    "display_mode",
    "landing_page",
    "is_anchor",
    *COMPUTED,
    "url_key",
    "url_path",
)
"""Attributes besides the main ones, in the order in which answers show them."""


@dataclass
class Category:
    """A category with all its values in one view."""

    id: int
    parent_id: int
    position: int
    created_at: str
    updated_at: str
    path: str
    level: int
    values: dict[str, Any]
    children: list[Category] = field(default_factory=list)

    @property
    def is_active(self) -> bool | None:
        value = self.values.get("is_active")
        return None if value is None else bool(value)

    def descendants(self) -> Iterable[Category]:
        """Return all that lies below, at any depth."""
        for child in self.children:
            yield child
            yield from child.descendants()

    def answer(self) -> dict[str, Any]:
        """Return the category as the interface shows it outside the tree."""
        # Those that are switched off are left out here, though not counted out.
        shown = [str(child.id) for child in self.children if child.is_active]
        answer: dict[str, Any] = {
            "id": self.id,
            "parent_id": self.parent_id,
            "name": self.values.get("name"),
            "is_active": self.is_active,
            "position": self.position,
            "level": self.level,
            "children": ",".join(shown),
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "path": self.path,
            "include_in_menu": bool(self.values.get("include_in_menu", True)),
        }
        if self.is_active is None:
            del answer["is_active"]
        below = len(list(self.descendants()))
        values = self.values | {
            "path": self.path,
            # The technical root counts itself, too.
            "children_count": below + (self.id == ROOT),
        }
        answer["custom_attributes"] = [
            {"attribute_code": code, "value": str(values[code])}
            for code in CUSTOM
            if values.get(code) is not None
        ]
        return answer


def seed(connection: sqlite3.Connection, given: Iterable[dict[str, Any]]) -> None:
    """Put the categories back to ``given``, which has the form of ``catalog.json``."""
    for table in ("category", "category_value"):
        connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])
    paths: dict[int, str] = {}
    for item in given:
        above = paths.get(item["parent_id"])
        path = paths[item["id"]] = f"{above}/{item['id']}" if above else str(item["id"])
        connection.execute(
            "INSERT INTO category VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                item["id"],
                item["parent_id"],
                item["position"],
                item["created_at"],
                item["updated_at"],
                path,
                path.count("/"),
            ],
        )
        for view, values in {"0": item["values"], **item.get("views", {})}.items():
            set_values(connection, item["id"], int(view), values)


def set_values(
    connection: sqlite3.Connection,
    category_id: int,
    view_id: int,
    values: dict[str, Any],
) -> None:
    """Write values of a category in a view; None removes one."""
    connection.executemany(
        "INSERT OR REPLACE INTO category_value VALUES (?, ?, ?, ?)",
        [
            (category_id, code, view_id, value)
            for code, value in values.items()
            if value is not None
        ],
    )
    connection.executemany(
        "DELETE FROM category_value WHERE category_id = ? AND view_id = ? AND code = ?",
        [(category_id, view_id, code) for code in values if values[code] is None],
    )


def tree(connection: sqlite3.Connection, view_id: int) -> dict[int, Category]:
    """Return all categories by id, each with its children, best position first."""
    values: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in connection.execute(
        "SELECT * FROM category_value WHERE view_id IN (0, ?) ORDER BY view_id",
        [view_id],
    ):
        values[row["category_id"]][row["code"]] = row["value"]
    found = {
        row["id"]: Category(**dict(row), values=values[row["id"]])
        for row in connection.execute("SELECT * FROM category ORDER BY position, id")
    }
    for category in found.values():
        if category.parent_id in found:
            found[category.parent_id].children.append(category)
    return found


def get(connection: sqlite3.Connection, category_id: int, view_id: int) -> Category:
    """Return one category.

    :raises StoreError: 404, if there is none with this id.
    """
    found = tree(connection, view_id).get(category_id)
    if found is None:
        raise no_such_entity("id", category_id)
    return found
