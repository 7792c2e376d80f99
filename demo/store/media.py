"""Pictures of products: their end points, and the files that browsers fetch."""

from __future__ import annotations

import base64
import sqlite3
from typing import Any

from . import pictures, product_media, product_store
from .dispatch import HTML, Served
from .product_types import MEDIA_ENTRY
from .rest import Call, Routes
from .shop import Shop, now
from .typed_input import body_parameter

RESOURCE = "Magento_Catalog::catalog"

_SIGN_IN = b"<!doctype html><title>Sign in</title><h1>Please sign in</h1>"

routes = Routes()


@routes.get("products/:sku/media", RESOURCE)
def list_media(call: Call) -> list[dict[str, Any]]:
    with call.shop.database.read() as connection:
        return _answers(connection, call)


@routes.get("products/:sku/media/:entryId", RESOURCE)
def read_media(call: Call) -> dict[str, Any]:
    entry_id = call.path_id("entryId")
    with call.shop.database.read() as connection:
        product_id = product_store.find(connection, call.path["sku"])["id"]
        product_media.get(connection, product_id, entry_id)
        return next(e for e in _answers(connection, call) if e["id"] == entry_id)


def _answers(connection: sqlite3.Connection, call: Call) -> list[dict[str, Any]]:
    answer = product_store.load(connection, call.path["sku"], call.scope)
    entries = answer["media_gallery_entries"]
    for entry in entries:
        content = product_media.content_of(connection, entry["file"])
        if content is not None:
            entry["content"] = {
                "base64_encoded_data": base64.b64encode(content).decode(),
                "type": pictures.mime_of(content) or "",
                "name": entry["file"].rpartition("/")[2],
            }
    return entries


@routes.post("products/:sku/media", RESOURCE)
def create_media(call: Call) -> str:
    given = body_parameter(call.body(), "entry", MEDIA_ENTRY)
    with call.shop.database.write() as connection:
        product_id = _touched(connection, call.path["sku"])
        return str(product_media.add(connection, product_id, call.scope, given))


@routes.put("products/:sku/media/:entryId", RESOURCE)
def update_media(call: Call) -> bool:
    given = body_parameter(call.body(), "entry", MEDIA_ENTRY)
    with call.shop.database.write() as connection:
        product_id = _touched(connection, call.path["sku"])
        product_media.change(
            connection, product_id, call.path_id("entryId"), call.scope, given
        )
    return True


@routes.delete("products/:sku/media/:entryId", RESOURCE)
def delete_media(call: Call) -> bool:
    with call.shop.database.write() as connection:
        product_id = _touched(connection, call.path["sku"])
        product_media.remove(connection, product_id, call.path_id("entryId"))
    return True


def _touched(connection: sqlite3.Connection, sku: str) -> int:
    """Let a product count as changed now; return its id."""
    product_id = product_store.find(connection, sku)["id"]
    connection.execute(
        "UPDATE product SET updated_at = ? WHERE id = ?", [now(), product_id]
    )
    return int(product_id)


def serve(shop: Shop, file: str) -> Served:
    """Answer for a file as the web server of a shop does: whoever asks.

    :param file: its path below the folder of media.
    """
    folder, _, name = file.partition("catalog/product")
    if not folder and name == pictures.WRONG_TYPE:
        return Served(200, _SIGN_IN, HTML)
    if not folder and name == pictures.HUGE:
        return Served(200, b"".join(pictures.huge()), "image/png")
    content = None
    if not folder:
        with shop.database.read() as connection:
            content = product_media.content_of(connection, name)
    if content is None:
        return Served(404, b"<!doctype html><h1>404 Not Found</h1>", HTML)
    return Served(200, content, pictures.mime_of(content) or "")
