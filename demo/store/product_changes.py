"""What a write does to a product: what is named changes, lists are replaced whole."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from . import attributes, product_media, product_store, stock, stores
from .attributes import Attribute
from .catalog_names import slug
from .errors import bad_request, no_such_entity
from .product_store import MAIN
from .shop import now
from .typed_input import WrongType, convert

SKU_LENGTH = 64

_LISTS = ("product_links", "options", "tier_prices")
_EXTENSION_LISTS = (
    "bundle_product_options",
    "configurable_product_options",
    "configurable_product_links",
    "downloadable_product_links",
    "downloadable_product_samples",
)
_NEW_VALUES: dict[str, Any] = {
    "status": 1,
    "visibility": 4,
    "options_container": "container2",
    "msrp_display_actual_price_type": "0",
    "required_options": "0",
    "has_options": "0",
    "tax_class_id": "2",
}
_FIRST_OPTION_ID = 5000


def save(
    connection: sqlite3.Connection,
    sku: str,
    given: dict[str, Any],
    view: dict[str, Any],
    scope: int,
) -> int:
    """Create the product with a SKU, or change it; return its id.

    :param view: the view of the request; its website gets a new product.
    :param scope: the view that values are written for; 0 for ``all``, which also puts
        a new product in every website.
    :raises StoreError: 400 for what Magento would refuse.
    """
    known = attributes.all_by_code(connection)
    values = _values(given, known)
    row = connection.execute("SELECT * FROM product WHERE sku = ?", [sku]).fetchone()
    moment = now()
    if row is None:
        product_id = _create(connection, sku, given, values, moment, view, scope)
        # Values of a new product hold everywhere, whatever view the request names.
        scope, values = 0, {**_NEW_VALUES, **values}
        values.setdefault("url_key", slug(values["name"]))
    else:
        product_id = row["id"]
        connection.execute(
            "UPDATE product SET updated_at = ? WHERE id = ?", [moment, product_id]
        )
    write_values(connection, product_id, scope, values, known)
    if values.get("url_key"):
        _refuse_same_url(connection, product_id, values["url_key"])
    product = product_store.rows_of(connection, [product_id])[0]
    _replace_lists(connection, product, given)
    _replace_categories(connection, product_id, given)
    if given.get("media_gallery_entries") is not None:
        product_media.replace(
            connection, product_id, scope, given["media_gallery_entries"]
        )
    item = (given.get("extension_attributes") or {}).get("stock_item")
    # Without one, too: a product that is saved has its stock looked at again.
    stock.save_item(connection, dict(product), item or {})
    return int(product_id)


def _create(
    connection: sqlite3.Connection,
    sku: str,
    given: dict[str, Any],
    values: dict[str, Any],
    moment: str,
    view: dict[str, Any],
    scope: int,
) -> int:
    set_id = given.get("attribute_set_id")
    if set_id != attributes.DEFAULT_SET:
        raise bad_request(
            "Invalid product data: %1", ["Invalid attribute set entity type"]
        )
    if len(sku) > SKU_LENGTH:
        raise bad_request(f"SKU length should be {SKU_LENGTH} characters maximum.")
    if not values.get("name"):
        raise bad_request(
            'The "%1" attribute value is empty. Set the attribute and try again.',
            ["Product Name"],
        )
    extension = given.get("extension_attributes") or {}
    websites = extension.get("website_ids")
    if websites is None:
        websites = [view["website_id"]] if scope else stores.website_ids()
    cursor = connection.execute(
        "INSERT INTO product VALUES (NULL, ?, ?, ?, ?, ?, ?, '{}')",
        [
            sku,
            given.get("type_id") or "simple",
            set_id,
            moment,
            moment,
            json.dumps(websites),
        ],
    )
    return int(cursor.lastrowid or 0)


def _values(given: dict[str, Any], known: dict[str, Attribute]) -> dict[str, Any]:
    """Return the values that are named; None removes one, unknown ones are dropped."""
    values = {code: given[code] for code in MAIN if given.get(code) is not None}
    for item in given.get("custom_attributes") or []:
        attribute = known.get(item.get("attribute_code") or "")
        if attribute is None or attribute.code in ("category_ids", *MAIN):
            continue
        values[attribute.code] = _value(attribute, item.get("value"))
    return values


def _value(attribute: Attribute, value: Any) -> Any:
    if value in (None, ""):
        return None
    if isinstance(value, list):
        return ",".join(map(str, value))
    type_ = {"int": "int", "decimal": "float"}.get(attribute.backend)
    if type_ is None:
        return str(value)
    try:
        converted = convert(value, type_)
    except WrongType as error:
        raise bad_request(
            'Error occurred during "custom_attributes" processing. Attribute '
            f'"{attribute.code}" has invalid value. {error.message}'
        ) from None
    return converted if type_ == "float" else str(converted)


def write_values(
    connection: sqlite3.Connection,
    product_id: int,
    scope: int,
    values: dict[str, Any],
    known: dict[str, Attribute],
) -> None:
    """Write values of a product where their attribute's scope puts them.

    :param scope: the view written for; 0 for ``all``.
    """
    for code, value in values.items():
        views = views_written(known[code].scope if code in known else "store", scope)
        marks = ", ".join("?" * len(views))
        connection.execute(
            "DELETE FROM product_value WHERE product_id = ? AND code = ? "
            f"AND view_id IN ({marks})",
            [product_id, code, *views],
        )
        if value is not None:
            connection.executemany(
                "INSERT INTO product_value VALUES (?, ?, ?, ?)",
                [(product_id, code, view, value) for view in views],
            )
        elif scope and code in known:
            # Removed in a view, it is gone for good where views share it.
            connection.execute(
                "DELETE FROM product_value WHERE product_id = ? AND code = ? "
                "AND view_id = 0 AND ? = 'global'",
                [product_id, code, known[code].scope],
            )


def views_written(attribute_scope: str, scope: int) -> list[int]:
    """Return the views that a write for the view ``scope`` (0: ``all``) reaches."""
    view = stores.view_by_id(scope)
    if not scope or view is None or attribute_scope == "global":
        return [0]
    if attribute_scope == "website":
        return stores.views_of_website(view["website_id"])
    return [scope]


def _refuse_same_url(
    connection: sqlite3.Connection, product_id: int, url_key: str
) -> None:
    if connection.execute(
        "SELECT 1 FROM product_value WHERE code = 'url_key' AND value = ? "
        "AND product_id != ?",
        [url_key, product_id],
    ).fetchone():
        raise bad_request("URL key for specified store already exists.")


def _replace_lists(
    connection: sqlite3.Connection, product: sqlite3.Row, given: dict[str, Any]
) -> None:
    extension = given.get("extension_attributes") or {}
    details = json.loads(product["details"])
    for source, names in ((given, _LISTS), (extension, _EXTENSION_LISTS)):
        for name in names:
            if source.get(name) is not None:
                details[name] = _COMPLETE.get(name, _as_given)(
                    connection, product, source[name]
                )
    websites = extension.get("website_ids")
    connection.execute(
        "UPDATE product SET details = ?, website_ids = ? WHERE id = ?",
        [
            json.dumps(details, ensure_ascii=False),
            product["website_ids"] if websites is None else json.dumps(websites),
            product["id"],
        ],
    )


def _as_given(
    connection: sqlite3.Connection, product: sqlite3.Row, given: list[Any]
) -> list[Any]:
    return given


def _next_id(connection: sqlite3.Connection) -> int:
    """Return a number that no option or link has."""
    cursor = connection.execute("INSERT INTO detail_id DEFAULT VALUES")
    return _FIRST_OPTION_ID + int(cursor.lastrowid or 0)


def _bundle_options(
    connection: sqlite3.Connection, product: sqlite3.Row, given: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    options = []
    for option in given:
        option_id = option.get("option_id") or _next_id(connection)
        links = [
            {
                "id": link.get("id") or str(_next_id(connection)),
                "sku": link["sku"],
                "option_id": option_id,
                "qty": stock.number(link.get("qty") or 0),
                "position": link.get("position") or 0,
                "is_default": bool(link.get("is_default")),
                "price": stock.number(link.get("price") or 0),
                "price_type": link.get("price_type") or 0,
                "can_change_quantity": link.get("can_change_quantity") or 0,
            }
            for link in option.get("product_links") or []
        ]
        _refuse_unknown(connection, [link["sku"] for link in links])
        options.append(
            {
                "option_id": option_id,
                "title": option.get("title") or "",
                "required": bool(option.get("required")),
                "type": option.get("type") or "select",
                "position": option.get("position") or 0,
                "product_links": links,
            }
        )
    return options


def _refuse_unknown(connection: sqlite3.Connection, skus: list[str]) -> None:
    known = product_store.ids_of(connection, skus)
    for sku in skus:
        if sku.upper() not in known:
            raise no_such_entity("sku", sku)


def _configurable_options(
    connection: sqlite3.Connection, product: sqlite3.Row, given: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    labels = {
        str(row["attribute_id"]): json.loads(row["payload"])["default_frontend_label"]
        for row in connection.execute("SELECT * FROM product_attribute")
    }
    return [
        {
            "id": option.get("id") or _next_id(connection),
            "attribute_id": option["attribute_id"],
            "label": option.get("label") or labels.get(option["attribute_id"], ""),
            "position": option.get("position") or 0,
            "values": option.get("values") or [],
            "product_id": product["id"],
        }
        for option in given
    ]


def _custom_options(
    connection: sqlite3.Connection, product: sqlite3.Row, given: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    options = []
    for option in given:
        option = {"product_sku": product["sku"]} | option
        option.setdefault("option_id", _next_id(connection))
        for value in option.get("values") or []:
            value.setdefault("option_type_id", _next_id(connection))
        options.append(option)
    return options


def _links(
    connection: sqlite3.Connection, product: sqlite3.Row, given: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    _refuse_unknown(connection, [link["linked_product_sku"] for link in given])
    types = {
        row["sku"].upper(): row["type_id"]
        for row in connection.execute("SELECT sku, type_id FROM product")
    }
    links = []
    for link in given:
        sku = link["linked_product_sku"]
        answer = {
            "sku": product["sku"],
            "link_type": link.get("link_type") or "related",
            "linked_product_sku": sku,
            "linked_product_type": types[sku.upper()],
            "position": link.get("position") or 0,
        }
        quantity = (link.get("extension_attributes") or {}).get("qty")
        if quantity is not None:
            answer["extension_attributes"] = {"qty": stock.number(quantity)}
        links.append(answer)
    return links


_COMPLETE = {
    "bundle_product_options": _bundle_options,
    "configurable_product_options": _configurable_options,
    "options": _custom_options,
    "product_links": _links,
}


def _replace_categories(
    connection: sqlite3.Connection, product_id: int, given: dict[str, Any]
) -> None:
    """Put a product in the categories named, and no other; unknown ones are dropped."""
    links = (given.get("extension_attributes") or {}).get("category_links")
    if links is None:
        ids = next(
            (
                item.get("value") or []
                for item in given.get("custom_attributes") or []
                if item.get("attribute_code") == "category_ids"
            ),
            None,
        )
        if ids is None:
            return
        links = [{"category_id": id_, "position": 0} for id_ in ids]
    connection.execute(
        "DELETE FROM product_category WHERE product_id = ?", [product_id]
    )
    connection.executemany(
        "INSERT OR IGNORE INTO product_category SELECT ?, id, ? FROM category "
        "WHERE id = ?",
        [
            (product_id, link.get("position") or 0, link["category_id"])
            for link in links
        ],
    )


def delete(connection: sqlite3.Connection, sku: str) -> None:
    """Delete a product with all that belongs to it.

    :raises StoreError: 404, if there is none with this SKU.
    """
    row = product_store.find(connection, sku)
    for table in ("product_value", "product_category", "product_media"):
        connection.execute(f"DELETE FROM {table} WHERE product_id = ?", [row["id"]])
    stock.forget(connection, row["id"], row["sku"])
    connection.execute("DELETE FROM product WHERE id = ?", [row["id"]])
