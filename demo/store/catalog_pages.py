"""Pages for people who watch the demo: products with pictures and stock, categories."""

from __future__ import annotations

import json

from flask import Blueprint, abort, current_app, render_template, request

from . import categories, product_store, stock
from .errors import StoreError
from .shop import Shop

PAGE_SIZE = 50

blueprint = Blueprint("catalog_pages", __name__, template_folder="templates")


def _shop() -> Shop:
    return current_app.extensions["shop"]


@blueprint.get("/products")
def products() -> str:
    """Show the products, the latest change first."""
    page = max(request.args.get("page", 1, type=int), 1)
    search = request.args.get("q", "").strip()
    pattern = f"%{search}%"
    where = (
        "sku LIKE ? OR id IN (SELECT product_id FROM product_value "
        "WHERE code = 'name' AND value LIKE ?)"
    )
    with _shop().database.read() as connection:
        total = connection.execute(
            f"SELECT count(*) FROM product WHERE {where}", [pattern, pattern]
        ).fetchone()[0]
        rows = connection.execute(
            f"SELECT * FROM product WHERE {where} "
            "ORDER BY updated_at DESC, id DESC LIMIT ? OFFSET ?",
            [pattern, pattern, PAGE_SIZE, (page - 1) * PAGE_SIZE],
        ).fetchall()
        shown = product_store.answers(connection, rows, 1, with_stock=True)
        updated = connection.execute("SELECT max(updated_at) FROM product").fetchone()
    return render_template(
        "products.html",
        products=shown,
        total=total,
        page=page,
        pages=max(-(-total // PAGE_SIZE), 1),
        search=search,
        updated=updated[0],
    )


@blueprint.get("/product/<int:product_id>")
def product(product_id: int) -> str:
    """Show one product with its pictures and what is in stock of it."""
    with _shop().database.read() as connection:
        rows = product_store.rows_of(connection, [product_id])
        if not rows:
            abort(404)
        shown = product_store.answers(connection, rows, 1, with_stock=True)[0]
        held = [
            dict(item)
            for item in connection.execute(
                "SELECT * FROM source_item WHERE sku = ? ORDER BY source_code",
                [shown["sku"]],
            )
        ]
        salable = {
            number: stock.number(stock.salable(connection, shown["sku"], number))
            for number in (1, 2)
        }
    custom = {
        item["attribute_code"]: item["value"] for item in shown["custom_attributes"]
    }
    return render_template(
        "product.html",
        product=shown,
        custom=custom,
        sources=[{**item, "quantity": stock.number(item["quantity"])} for item in held],
        salable=salable,
        payload=json.dumps(shown, indent=2, ensure_ascii=False),
    )


@blueprint.get("/categories")
def category_tree() -> str:
    """Show the tree of categories."""
    with _shop().database.read() as connection:
        known = categories.tree(connection, 0)
    return render_template("categories.html", root=known[categories.ROOT])


@blueprint.get("/category/<int:category_id>")
def category(category_id: int) -> str:
    """Show one category with the products in it."""
    with _shop().database.read() as connection:
        try:
            shown = categories.get(connection, category_id, 0)
        except StoreError:
            abort(404)
        rows = connection.execute(
            "SELECT product.* FROM product JOIN product_category "
            "ON product_id = product.id WHERE category_id = ? "
            "ORDER BY position, product.id",
            [category_id],
        ).fetchall()
        inside = product_store.answers(connection, rows, 1, with_stock=True)
    return render_template(
        "category.html",
        category=shown,
        products=inside,
        payload=json.dumps(shown.answer(), indent=2, ensure_ascii=False),
    )
