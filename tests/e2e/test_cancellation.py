"""An order cancelled in the shop, as a salesman and a sales manager meet it in the browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from demo.odoo_server import OdooServer
from demo.odoo_session import OdooSession

from .browser import Pictures, log_in

ORDER = "sale.order"
PASSWORD = "a long password"
REASON = "The customer called: she still wants her mugs"


def xml_id(odoo: OdooSession, name: str) -> int:
    module, _dot, local = name.partition(".")
    domain = [["module", "=", module], ["name", "=", local]]
    return odoo.read("ir.model.data", domain, ["res_id"])[0]["res_id"]


def new_user(odoo: OdooSession, name: str, group: str) -> int:
    [user] = odoo.call(
        "res.users",
        "create",
        [
            {
                "name": name.title(),
                "login": name,
                "password": PASSWORD,
                "group_ids": [[6, 0, [xml_id(odoo, group)]]],
            }
        ],
    )
    return user


@pytest.fixture(scope="module")
def users(odoo: OdooSession) -> dict[str, int]:
    return {
        name: new_user(odoo, name, f"sales_team.group_sale_{name}")
        for name in ("salesman", "manager")
    }


class Shop:
    """Makes the orders of a shop and cancels them."""

    def __init__(self, odoo: OdooSession, salesman: int) -> None:
        self.odoo = odoo
        self.salesman = salesman
        [self.customer] = odoo.call("res.partner", "create", [{"name": "Ada Customer"}])
        [self.product] = odoo.call(
            "product.product", "create", [{"name": "Mug", "list_price": 10}]
        )

    def order(self, **values: Any) -> int:
        line = {"product_id": self.product, "product_uom_qty": 3}
        [order] = self.odoo.call(
            ORDER,
            "create",
            [
                {
                    "partner_id": self.customer,
                    "user_id": self.salesman,
                    "order_line": [[0, 0, line]],
                    **values,
                }
            ],
        )
        return order

    def cancelled(self) -> int:
        """An order that Odoo did not cancel, as it was locked."""
        order = self.order()
        self.odoo.call(ORDER, "action_confirm", [order])
        self.odoo.call(ORDER, "action_lock", [order])
        self.odoo.call(ORDER, "write", [order], {"canceled_in_backend": True})
        return order

    def values(self, order: int, *names: str) -> dict[str, Any]:
        return self.odoo.read(ORDER, [["id", "=", order]], names)[0]


@pytest.fixture(scope="module")
def shop(odoo: OdooSession, users: dict[str, int]) -> Shop:
    return Shop(odoo, users["salesman"])


def open_order(page: Page, server: OdooServer, order: int) -> None:
    page.goto(f"{server.url}/odoo/action-sale.action_orders/{order}")
    expect(page.locator(".o_form_view .o_statusbar_status")).to_be_visible()


def banner(page: Page) -> Any:
    return page.get_by_text("Cancelled in the shop, but not in Odoo.")


def header_button(page: Page, name: str) -> Any:
    return page.locator(".o_form_statusbar").get_by_role("button", name=name)


def test_manager_keeps_the_order(page: Page, server: OdooServer, shop: Shop) -> None:
    """Found by the filter, opened, kept for a reason that everybody can read."""
    pictures = Pictures(page)
    order = shop.cancelled()
    name = shop.values(order, "name")["name"]
    log_in(page, server, "manager", PASSWORD)

    page.goto(f"{server.url}/odoo/action-sale.action_orders")
    page.locator(".o_searchview_dropdown_toggler").click()
    page.get_by_role(
        "menuitemcheckbox", name="Cancelled in the Shop: to Resolve"
    ).click()
    page.keyboard.press("Escape")
    expect(page.locator(".o_data_row")).to_have_count(1)
    pictures.take("order-cancelled-list")
    page.get_by_role("cell", name=name).click()

    expect(banner(page)).to_be_visible()
    chatter = page.locator(".o-mail-Chatter")
    expect(chatter).to_contain_text("could not be cancelled in Odoo")
    expect(chatter).to_contain_text("Unlock the order, then cancel it.")
    pictures.take("order-cancelled")

    header_button(page, "Ignore Cancellation").click()
    dialog = page.get_by_role("dialog")
    reason = dialog.locator(".odoo-editor-editable")
    confirm = dialog.get_by_role("button", name="Keep the Order")

    # Without a reason the order stays as it is
    confirm.click()
    expect(dialog).to_be_visible()
    assert shop.values(order, "need_cancel")["need_cancel"]
    dialog.get_by_role("button", name="Discard").click()
    expect(dialog).to_be_hidden()
    expect(banner(page)).to_be_visible()

    header_button(page, "Ignore Cancellation").click()
    reason.click()
    page.keyboard.type(REASON)
    pictures.take("order-ignore-cancellation")
    confirm.click()
    expect(dialog).to_be_hidden()

    expect(banner(page)).to_be_hidden()
    expect(header_button(page, "Ignore Cancellation")).to_be_hidden()
    expect(chatter).to_contain_text(REASON)
    pictures.take("order-kept")
    values = shop.values(order, "cancellation_resolved", "state")
    assert (values["cancellation_resolved"], values["state"]) == (True, "sale")


def test_salesman_sees_it_only(page: Page, server: OdooServer, shop: Shop) -> None:
    order = shop.cancelled()
    log_in(page, server, "salesman", PASSWORD)
    open_order(page, server, order)
    expect(banner(page)).to_be_visible()
    expect(header_button(page, "Ignore Cancellation")).to_have_count(0)
    expect(header_button(page, "Parent Order")).to_have_count(0)
    assert shop.values(order, "need_cancel")["need_cancel"]


def test_way_to_the_parent(page: Page, server: OdooServer, shop: Shop) -> None:
    """An edited order names the one that it replaces, and leads there."""
    parent = shop.cancelled()
    order = shop.order(replaced_order_id=parent)
    log_in(page, server, "salesman", PASSWORD)
    open_order(page, server, order)
    expect(
        page.get_by_text("This order replaces one that was cancelled")
    ).to_be_visible()
    Pictures(page).take("order-of-parent")
    header_button(page, "Parent Order").click()
    name = shop.values(parent, "name")["name"]
    expect(page.locator(".o_form_view h1")).to_contain_text(name)
    expect(banner(page)).to_be_visible()


def test_cancelled_order_asks_for_nothing(
    page: Page, server: OdooServer, shop: Shop, odoo: OdooSession
) -> None:
    """Odoo followed the shop: no banner, no button, for nobody."""
    order = shop.order(canceled_in_backend=True)
    log_in(page, server, "manager", PASSWORD)
    open_order(page, server, order)
    expect(page.locator(".o-mail-Chatter")).to_contain_text("cancelled in Odoo, too")
    expect(banner(page)).to_be_hidden()
    expect(header_button(page, "Ignore Cancellation")).to_have_count(0)
