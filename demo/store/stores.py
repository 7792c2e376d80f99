"""Websites, store groups, store views and their configuration. They never change."""

from __future__ import annotations

import itertools
from typing import Any

from .data import load
from .rest import Call, Routes

RESOURCE = "Magento_Backend::store"

_STORES = load("stores.json")
_VERSION = "version1795396743"
_calls = itertools.count()

routes = Routes()


def views() -> list[dict[str, Any]]:
    """Return all store views, the technical one of the administration included."""
    return _STORES["views"]


def view_by_id(view_id: int) -> dict[str, Any] | None:
    return next((view for view in views() if view["id"] == view_id), None)


def view_by_code(code: str) -> dict[str, Any] | None:
    return next((view for view in views() if view["code"] == code), None)


def default_view(website_id: int) -> dict[str, Any] | None:
    """Return the view that a website shows first, None if there is no such website."""
    for group in _STORES["groups"]:
        if group["website_id"] == website_id:
            return view_by_id(group["default_store_id"])
    return None


def views_of_website(website_id: int) -> list[int]:
    """Return the ids of the views of a website."""
    return [view["id"] for view in views() if view["website_id"] == website_id]


def website_ids() -> list[int]:
    """Return the ids of all websites but the technical one."""
    return [website["id"] for website in _STORES["websites"] if website["id"]]


def root_category(view: dict[str, Any]) -> int:
    """Return the id of the category that a view's catalogue starts from."""
    groups = {group["id"]: group for group in _STORES["groups"]}
    return groups[view["store_group_id"]]["root_category_id"]


@routes.get("store/websites", RESOURCE)
def list_websites(call: Call) -> list[dict[str, Any]]:
    return _in_no_fixed_order(_STORES["websites"])


@routes.get("store/storeGroups", RESOURCE)
def list_groups(call: Call) -> list[dict[str, Any]]:
    return _in_no_fixed_order(_STORES["groups"])


@routes.get("store/storeViews", RESOURCE)
def list_views(call: Call) -> list[dict[str, Any]]:
    return _in_no_fixed_order(_STORES["views"])


@routes.get("store/storeConfigs", RESOURCE)
def list_configs(call: Call) -> list[dict[str, Any]]:
    """Answer with the configuration of the views in ``storeCodes[]``, or of all."""
    asked = call.query.get("storeCodes")
    codes = set(asked.values()) if isinstance(asked, dict) else None
    base = f"{call.request.base_url}/"
    urls = {
        "base_url": base,
        "base_link_url": base,
        "base_static_url": f"{base}static/{_VERSION}/",
        "base_media_url": f"{base}media/",
    }
    urls |= {f"secure_{name}": url for name, url in urls.items()}
    return [
        config | urls
        for config in _STORES["configs"]
        if codes is None or config["code"] in codes
    ]


def _in_no_fixed_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return ``rows`` turned a little further with each call.

    Magento gives these lists in changing order; a client that counts on one shall
    stumble here and not in a shop.
    """
    turn = next(_calls) % len(rows)
    return [dict(row) for row in rows[turn:] + rows[:turn]]
