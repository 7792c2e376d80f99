"""Pictures of products: what is known of each, and the files themselves."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from . import pictures
from .errors import StoreError, bad_request

ROLES = ("image", "small_image", "thumbnail", "swatch_image")
NO_SELECTION = "no_selection"
"""The value of a role that no picture has."""

_FORBIDDEN = re.compile(r'[/?*:";<>()|{}\\]')
_STRANGE = re.compile(r"[^a-z0-9_\-.]+", re.IGNORECASE)

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


def replace(
    connection: sqlite3.Connection,
    product_id: int,
    scope: int,
    given: list[dict[str, Any]],
) -> None:
    """Give a product exactly these pictures.

    Those with an id stay and take the changes; those without are added, even when the
    product has the same one already; those that are missing are removed.
    """
    ids = [entry["id"] for entry in given if entry.get("id")]
    for row in connection.execute(
        "SELECT id FROM product_media WHERE product_id = ?", [product_id]
    ).fetchall():
        if row["id"] not in ids:
            remove(connection, product_id, row["id"])
    for entry in given:
        if entry.get("id"):
            change(connection, product_id, entry["id"], scope, entry)
        else:
            add(connection, product_id, scope, entry)


def add(
    connection: sqlite3.Connection, product_id: int, scope: int, given: dict[str, Any]
) -> int:
    """Add a picture to a product; return its id.

    :raises StoreError: 400 for content that is no picture, or a name that Magento
        does not take.
    """
    given_content = given.get("content") or {}
    content = _decoded(given_content)
    file = _free_name(connection, str(given_content.get("name") or "image"))
    connection.execute("INSERT INTO media_file VALUES (?, ?)", [file, content])
    cursor = connection.execute(
        "INSERT INTO product_media VALUES (NULL, ?, ?, ?, ?, ?, '{}')",
        [
            product_id,
            given.get("media_type") or "image",
            given.get("position") or 0,
            bool(given.get("disabled")),
            file,
        ],
    )
    media_id = int(cursor.lastrowid or 0)
    change(connection, product_id, media_id, scope, given)
    return media_id


def change(
    connection: sqlite3.Connection,
    product_id: int,
    media_id: int,
    scope: int,
    given: dict[str, Any],
) -> None:
    """Change what is known of a picture: label and roles for one view, or for all.

    :raises StoreError: 404, if the product has no such picture.
    """
    row = get(connection, product_id, media_id)
    labels = json.loads(row["labels"])
    if "label" in given:
        labels[str(scope)] = given["label"]
    position, disabled = given.get("position"), given.get("disabled")
    connection.execute(
        "UPDATE product_media SET labels = ?, position = ?, disabled = ? WHERE id = ?",
        [
            json.dumps(labels, ensure_ascii=False),
            row["position"] if position is None else position,
            row["disabled"] if disabled is None else disabled,
            media_id,
        ],
    )
    roles = given.get("types")
    if roles is None:
        return
    held = _roles(connection, product_id, row["file"])
    for role in held - set(roles):
        _set_role(connection, product_id, role, scope, NO_SELECTION, None)
    for role in set(roles) & set(ROLES):
        _set_role(connection, product_id, role, scope, row["file"], given.get("label"))


def remove(connection: sqlite3.Connection, product_id: int, media_id: int) -> None:
    """Take a picture away; its roles have none then.

    :raises StoreError: 404, if the product has no such picture.
    """
    row = get(connection, product_id, media_id)
    for role in ROLES:
        connection.execute(
            "UPDATE product_value SET value = ? WHERE product_id = ? AND code = ? "
            "AND value = ?",
            [NO_SELECTION, product_id, role, row["file"]],
        )
        if role not in _roles(connection, product_id, NO_SELECTION):
            continue
        connection.execute(
            "DELETE FROM product_value WHERE product_id = ? AND code = ?",
            [product_id, f"{role}_label"],
        )
    connection.execute("DELETE FROM product_media WHERE id = ?", [media_id])
    connection.execute("DELETE FROM media_file WHERE file = ?", [row["file"]])


def get(connection: sqlite3.Connection, product_id: int, media_id: int) -> sqlite3.Row:
    """Return the row of a picture.

    :raises StoreError: 404, if the product has no such picture.
    """
    row = connection.execute(
        "SELECT * FROM product_media WHERE id = ? AND product_id = ?",
        [media_id, product_id],
    ).fetchone()
    if row is None:
        raise StoreError(
            404, "No image with the provided ID was found. Verify the ID and try again."
        )
    return row


def _roles(connection: sqlite3.Connection, product_id: int, file: str) -> set[str]:
    rows = connection.execute(
        "SELECT code FROM product_value WHERE product_id = ? AND value = ?",
        [product_id, file],
    )
    return {row["code"] for row in rows} & set(ROLES)


def _set_role(
    connection: sqlite3.Connection,
    product_id: int,
    role: str,
    scope: int,
    file: str,
    label: str | None,
) -> None:
    values = {role: file}
    if role != "swatch_image" and label:
        values[f"{role}_label"] = label
    connection.executemany(
        "INSERT OR REPLACE INTO product_value VALUES (?, ?, ?, ?)",
        [(product_id, code, scope, value) for code, value in values.items()],
    )


def _decoded(given: dict[str, Any]) -> bytes:
    try:
        content = base64.b64decode(
            given.get("base64_encoded_data") or "", validate=True
        )
    except ValueError:
        content = b""
    mime = pictures.mime_of(content)
    if mime is None:
        raise bad_request("The image content must be valid base64 encoded data.")
    if given.get("type") != mime:
        raise bad_request("The image MIME type is not valid and/or not supported.")
    if _FORBIDDEN.search(str(given.get("name") or "")):
        raise bad_request("Provided image name contains forbidden characters.")
    return content


def _free_name(connection: sqlite3.Connection, name: str) -> str:
    """Return where a new file goes; one that is taken gets a number."""
    name = _STRANGE.sub("_", name)
    folder = "/".join(char if char not in "._" else "_" for char in name[:2].lower())
    stem, dot, suffix = name.rpartition(".")
    candidate, number = f"/{folder}/{name}", 0
    while connection.execute(
        "SELECT 1 FROM product_media WHERE file = ?", [candidate]
    ).fetchone():
        number += 1
        candidate = f"/{folder}/{stem}_{number}{dot}{suffix}"
    return candidate


def content_of(connection: sqlite3.Connection, file: str) -> bytes | None:
    """Return a file that a product has, None if there is none of this name."""
    row = connection.execute(
        "SELECT content FROM media_file WHERE file = ?", [file]
    ).fetchone()
    if row is not None:
        return bytes(row["content"])
    known = connection.execute(
        "SELECT 1 FROM product_media WHERE file = ?", [file]
    ).fetchone()
    if known is None or file == pictures.MISSING:
        return None
    content = pictures.content_of(file)
    return content[: len(content) // 2] if file == pictures.BROKEN else content
