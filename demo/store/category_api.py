"""End points of categories: reading, writing, moving, and their products."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from typing import Any

from . import product_store, stores
from .catalog_names import slug
from .categories import COMPUTED, CUSTOM, MAIN, ROOT, Category, get, set_values, tree
from .errors import StoreError, bad_request, no_such_entity
from .listing import Column, Listing
from .rest import Call, Entity, Routes, list_answer
from .shop import now
from .typed_input import ListOf, Record, body_parameter, convert

RESOURCE = "Magento_Catalog::categories"

_CATEGORY = Record(
    {
        "id": "int",
        "parent_id": "int",
        "name": "string",
        "is_active": "bool",
        "position": "int",
        "level": "int",
        "children": "string",
        "created_at": "string",
        "updated_at": "string",
        "path": "string",
        "available_sort_by": ListOf("string"),
        "include_in_menu": "bool",
        "extension_attributes": "mixed",
        "custom_attributes": ListOf(
            Record({"attribute_code": "string", "value": "mixed"})
        ),
    }
)
_LINK = Record(
    {
        "sku": "string",
        "position": "int",
        "category_id": "string",
        "extension_attributes": "mixed",
    }
)
_FIELDS = {
    "entity_id": Column("category.id", "int"),
    "parent_id": Column("category.parent_id", "int"),
    "position": Column("category.position", "int"),
    "level": Column("category.level", "int"),
    "path": Column("category.path"),
    "created_at": Column("category.created_at", "date"),
    "updated_at": Column("category.updated_at", "date"),
}

routes = Routes(
    Entity("category", "id", "categoryId", lambda id_: no_such_entity("id", int(id_)))
)


def _unknown_attribute(field: str) -> StoreError:
    return bad_request(
        'The "%1" attribute name is invalid. Reset the name and try again.', [field]
    )


def _value_column(code: str, view_id: int) -> Column:
    value = (
        "(SELECT value FROM category_value WHERE category_id = category.id "
        f"AND code = '{code}' AND view_id = {{view}})"
    )
    own, common = value.format(view=int(view_id)), value.format(view=0)
    kind = "int" if code.startswith("is_") or code == "include_in_menu" else "text"
    return Column(f"coalesce({own}, {common})", kind)


@routes.get("categories/list", RESOURCE)
def search(call: Call) -> dict[str, Any]:
    criteria = call.criteria()
    codes = [code for code in (*MAIN, *CUSTOM) if code not in COMPUTED]
    listing = Listing(
        table="category",
        key="id",
        columns=_FIELDS | {code: _value_column(code, call.scope) for code in codes},
        unknown_filter=_unknown_attribute,
    )
    with call.shop.database.read() as connection:
        rows, total = listing.search(connection, criteria, call.shop.settings)
        known = tree(connection, call.scope)
    return list_answer([known[row["id"]].answer() for row in rows], criteria, total)


@routes.get("categories", RESOURCE)
def read_tree(call: Call) -> dict[str, Any]:
    """Answer with the tree below ``rootCategoryId``, or below the root of the view."""
    root_id = convert(call.query.get("rootCategoryId"), "int")
    depth = convert(call.query.get("depth"), "int")
    if root_id is None:
        root_id = ROOT if call.is_all else stores.root_category(call.view)
    with call.shop.database.read() as connection:
        known = tree(connection, call.scope)
        if root_id not in known:
            raise no_such_entity("id", root_id)
        website_id = None if call.is_all else call.view["website_id"]
        counts = _product_counts(connection, known, website_id)
    return _node(known[root_id], counts, depth)


def _node(
    category: Category, counts: dict[int, set[int]], depth: int | None
) -> dict[str, Any]:
    deeper = None if depth is None else depth - 1
    children = category.children if depth is None or depth > 0 else []
    return {
        "id": category.id,
        "parent_id": category.parent_id,
        "name": category.values.get("name"),
        "is_active": category.is_active,
        "position": category.position,
        "level": category.level,
        "product_count": len(counts[category.id]),
        "children_data": [_node(child, counts, deeper) for child in children],
    }


def _product_counts(
    connection: sqlite3.Connection,
    known: dict[int, Category],
    website_id: int | None,
) -> dict[int, set[int]]:
    """Return the products of each category and of those below it."""
    found: dict[int, set[int]] = defaultdict(set)
    for row in connection.execute(
        "SELECT product_id, category_id FROM product_category JOIN product "
        "ON product.id = product_id WHERE ? IS NULL OR EXISTS "
        "(SELECT 1 FROM json_each(website_ids) WHERE value = ?)",
        [website_id, website_id],
    ):
        if row["category_id"] in known:
            for part in known[row["category_id"]].path.split("/"):
                found[int(part)].add(row["product_id"])
    # The technical root and those of the stores hold no products.
    for category in known.values():
        if category.level < 2:
            found[category.id] = set()
    return found


@routes.get("categories/:categoryId", RESOURCE)
def read(call: Call) -> dict[str, Any]:
    with call.shop.database.read() as connection:
        return get(connection, call.path_id("categoryId"), call.scope).answer()


@routes.post("categories", RESOURCE)
def create(call: Call) -> dict[str, Any]:
    given = body_parameter(call.body(), "category", _CATEGORY)
    with call.shop.database.write() as connection:
        known = tree(connection, 0)
        parent_id = given.get("parent_id")
        if parent_id is None:
            parent_id = stores.root_category(call.view)
        if parent_id not in known:
            raise no_such_entity("id", parent_id)
        for code, label in (("name", "Name"), ("is_active", "Is Active")):
            if given.get(code) is None:
                raise bad_request(
                    "Could not save category: %1",
                    [
                        f'The "{label}" attribute value is empty. Set the attribute and '
                        "try again."
                    ],
                )
        parent = known[parent_id]
        position = max([child.position for child in parent.children], default=0) + 1
        moment = now()
        cursor = connection.execute(
            "INSERT INTO category VALUES (NULL, ?, ?, ?, ?, '', ?)",
            [parent_id, position, moment, moment, parent.level + 1],
        )
        category_id = int(cursor.lastrowid or 0)
        connection.execute(
            "UPDATE category SET path = ? WHERE id = ?",
            [f"{parent.path}/{category_id}", category_id],
        )
        values = _values(given)
        values.setdefault("include_in_menu", True)
        values.setdefault("is_anchor", "1")
        values.setdefault("url_key", slug(given["name"]))
        set_values(connection, category_id, 0, values)
        _set_url_paths(connection, category_id)
        _touch(connection, parent.path)
        return get(connection, category_id, call.scope).answer()


@routes.put("categories/:categoryId", RESOURCE)
def update(call: Call) -> dict[str, Any]:
    given = body_parameter(call.body(), "category", _CATEGORY)
    category_id = call.path_id("categoryId")
    with call.shop.database.write() as connection:
        change(connection, category_id, call.scope, _values(given))
        return get(connection, category_id, call.scope).answer()


def change(
    connection: sqlite3.Connection,
    category_id: int,
    view_id: int,
    values: dict[str, Any],
) -> None:
    """Change values of a category in a view.

    :raises StoreError: 404, if there is none with this id.
    """
    get(connection, category_id, view_id)
    set_values(connection, category_id, view_id, values)
    connection.execute(
        "UPDATE category SET updated_at = ? WHERE id = ?", [now(), category_id]
    )


def _values(given: dict[str, Any]) -> dict[str, Any]:
    values = {code: given[code] for code in MAIN if given.get(code) is not None}
    for item in given.get("custom_attributes") or []:
        code = item.get("attribute_code")
        if code in CUSTOM and code not in COMPUTED:
            values[code] = None if item.get("value") == "" else item.get("value")
    return values


def _set_url_paths(connection: sqlite3.Connection, category_id: int) -> None:
    known = tree(connection, 0)
    for category in (known[category_id], *known[category_id].descendants()):
        parts = [
            str(known[int(part)].values.get("url_key") or part)
            for part in category.path.split("/")[2:]
        ]
        set_values(connection, category.id, 0, {"url_path": "/".join(parts)})


def _touch(connection: sqlite3.Connection, path: str) -> None:
    """Let all categories of a path count as changed now."""
    connection.executemany(
        "UPDATE category SET updated_at = ? WHERE id = ?",
        [(now(), int(part)) for part in path.split("/")],
    )


@routes.put("categories/:categoryId/move", RESOURCE)
def move(call: Call) -> bool:
    body = call.body()
    parent_id = body_parameter(body, "parentId", "int")
    after_id = convert(body.get("afterId"), "int")
    with call.shop.database.write() as connection:
        relocate(connection, call.path_id("categoryId"), parent_id, after_id)
    return True


def relocate(
    connection: sqlite3.Connection,
    category_id: int,
    parent_id: int,
    after_id: int | None = None,
) -> None:
    """Put a category and all below it under another, last or after a sister.

    :raises StoreError: 404 for an unknown category; 400 for a move below itself.
    """
    known = tree(connection, 0)
    for wanted in (category_id, parent_id):
        if wanted not in known:
            raise no_such_entity("id", wanted)
    category, parent = known[category_id], known[parent_id]
    if f"/{category_id}/" in f"/{parent.path}/":
        raise bad_request(
            "Operation do not allow to move a parent category to any of children "
            "category"
        )
    sisters = [child for child in parent.children if child.id != category_id]
    places = [child.id for child in sisters]
    place = places.index(after_id) + 1 if after_id in places else len(places)
    places.insert(place, category_id)
    for position, child_id in enumerate(places, 1):
        connection.execute(
            "UPDATE category SET position = ? WHERE id = ?", [position, child_id]
        )
    new_path = f"{parent.path}/{category_id}"
    for item in (category, *category.descendants()):
        path = new_path + item.path[len(category.path) :]
        connection.execute(
            "UPDATE category SET path = ?, level = ? WHERE id = ?",
            [path, path.count("/"), item.id],
        )
    connection.execute(
        "UPDATE category SET parent_id = ? WHERE id = ?", [parent_id, category_id]
    )
    _set_url_paths(connection, category_id)
    _touch(connection, category.path)
    _touch(connection, parent.path)


@routes.delete("categories/:categoryId", RESOURCE)
def delete(call: Call) -> bool:
    category_id = call.path_id("categoryId")
    with call.shop.database.write() as connection:
        remove(connection, category_id)
    return True


def remove(connection: sqlite3.Connection, category_id: int) -> None:
    """Delete a category and all below it.

    :raises StoreError: 404, if there is none; 400 for the root of a store.
    """
    category = get(connection, category_id, 0)
    if category.level < 2:
        raise bad_request("Cannot delete category with id %1", [category_id])
    for item in (category, *category.descendants()):
        for table, column in (
            ("category", "id"),
            ("category_value", "category_id"),
            ("product_category", "category_id"),
        ):
            connection.execute(f"DELETE FROM {table} WHERE {column} = ?", [item.id])
    _touch(connection, category.path)


@routes.get("categories/:categoryId/products", RESOURCE)
def list_products(call: Call) -> list[dict[str, Any]]:
    category_id = call.path_id("categoryId")
    with call.shop.database.read() as connection:
        get(connection, category_id, 0)
        rows = connection.execute(
            "SELECT sku, position FROM product_category JOIN product "
            "ON product.id = product_id WHERE category_id = ? "
            "ORDER BY position, product.id",
            [category_id],
        ).fetchall()
    return [{**row, "category_id": str(category_id)} for row in map(dict, rows)]


@routes.post("categories/:categoryId/products", RESOURCE)
@routes.put("categories/:categoryId/products", RESOURCE)
def link_product(call: Call) -> bool:
    """Put a product in the category; that does not count as a change of either."""
    given = body_parameter(call.body(), "productLink", _LINK)
    category_id = call.path_id("categoryId")
    with call.shop.database.write() as connection:
        get(connection, category_id, 0)
        product = product_store.find(connection, given.get("sku") or "")
        connection.execute(
            "INSERT INTO product_category VALUES (?, ?, ?) "
            "ON CONFLICT (product_id, category_id) DO UPDATE "
            "SET position = excluded.position",
            [product["id"], category_id, given.get("position") or 0],
        )
    return True


@routes.delete("categories/:categoryId/products/:sku", RESOURCE)
def unlink_product(call: Call) -> bool:
    category_id = call.path_id("categoryId")
    with call.shop.database.write() as connection:
        get(connection, category_id, 0)
        product = product_store.find(connection, call.path["sku"])
        removed = connection.execute(
            "DELETE FROM product_category WHERE product_id = ? AND category_id = ?",
            [product["id"], category_id],
        )
        if not removed.rowcount:
            raise bad_request(
                "The category doesn't contain the specified product.",
            )
    return True
