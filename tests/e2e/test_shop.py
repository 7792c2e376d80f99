"""A shop from the first check to the last parcel, as its people see it in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from demo import order_way, shop_setup
from demo.main_job import (
    BACKEND,
    ensure_backend,
    follow_run,
    newest_job,
    start_run,
    wait_for_jobs,
)
from demo.odoo_server import OdooServer
from demo.odoo_session import OdooSession
from demo.store.control import Store

from .browser import Pictures, log_in

SHOP = "Walk store"
ORDER = "magento.sale.order"
TRACKING = "6A00000012345"


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """The store as a real one was recorded: 28 products, 21 orders."""
    with Store(customers=31, products=28, orders=21) as running:
        yield running


@pytest.fixture(scope="module")
def shop(odoo: OdooSession, store: Store) -> int:
    """The backend, in a company that counts in euros."""
    (euro,) = odoo.read(
        "res.currency",
        [("name", "=", "EUR")],
        ["id"],
        context={"active_test": False},
    )
    (user,) = odoo.read("res.users", [("id", "=", odoo.user_id)], ["company_id"])
    company_id = user["company_id"][0]
    odoo.call("res.currency", "write", [euro["id"]], {"active": True})
    odoo.call(
        "res.company",
        "write",
        [company_id],
        {"currency_id": euro["id"], "stock_text_confirmation": False},
    )
    backend_id = ensure_backend(
        odoo,
        store.url,
        store.credentials,
        name=SHOP,
        company_id=company_id,
        export_shipments=True,
        export_invoices=True,
        export_order_status=True,
    )
    for button in ("action_import_stores", "action_import_tax_classes"):
        follow_run(odoo, start_run(odoo, backend_id, button), quietly)
    shop_setup.ensure_taxes(odoo, company_id)
    shop_setup.choose_tax(odoo, backend_id, company_id)
    shop_setup.choose_prices(odoo, backend_id, company_id)
    shop_setup.choose_invoices(odoo, backend_id)
    shop_setup.choose_carriers(odoo, backend_id)
    shop_setup.choose_payments(odoo, company_id)
    return backend_id


def quietly(line: str) -> None:
    """Tell nobody."""


def open_backend(page: Page, server: OdooServer, shop: int, tab: str = "") -> None:
    page.goto(
        f"{server.url}/odoo/action-connector_magento.action_magento_backend/{shop}"
    )
    if tab:
        page.get_by_role("tab", name=tab, exact=True).click()


def press_and_wait(page: Page, odoo: OdooSession, button: str) -> None:
    """Press a button of the page, and wait for its jobs."""
    before = newest_job(odoo)
    page.get_by_role("button", name=button, exact=True).first.click()
    expect(page.locator(".o_notification").last).to_contain_text("Started")
    jobs = wait_for_jobs(odoo, before, tell=quietly)
    assert jobs.failed == 0, jobs.failures


def open_order(page: Page, server: OdooServer, order: dict[str, Any]) -> None:
    page.goto(f"{server.url}/odoo/action-sale.action_orders/{order['odoo_id'][0]}")
    expect(page.locator(".o_form_view .o_statusbar_status")).to_be_visible()


def imported(odoo: OdooSession, shop: int, placed: dict[str, Any]) -> dict[str, Any]:
    """The order of Odoo that is one of the store's."""
    (order,) = odoo.read(
        ORDER,
        [("backend_id", "=", shop), ("external_id", "=", str(placed["entity_id"]))],
        ["odoo_id", "name", "amount_total", "state", "need_cancel"],
    )
    return order


def header_button(page: Page, name: str) -> Any:
    buttons = page.locator(".o_form_statusbar")
    return buttons.get_by_role("button", name=name, exact=True).first


def test_everything_is_imported(
    page: Page, server: OdooServer, odoo: OdooSession, store: Store, shop: int
) -> None:
    """Check the connection, then press the buttons that import."""
    pictures = Pictures(page)
    log_in(page, server)
    open_backend(page, server, shop)
    page.get_by_role("button", name="Check Connection").first.click()
    expect(page.locator("[name=last_check_state]")).to_contain_text("Connected")
    press_and_wait(page, odoo, "Import Customers")

    open_backend(page, server, shop, "Catalogue")
    pictures.take("shop-catalogue")
    press_and_wait(page, odoo, "Import Products")
    open_backend(page, server, shop, "Orders")
    pictures.take("shop-orders")
    press_and_wait(page, odoo, "Import Orders")

    mine = [("backend_id", "=", shop)]
    stats = store.stats()
    products = odoo.count("magento.product.product", mine)
    assert odoo.count("magento.res.partner", mine) == stats["customers"]
    assert products + odoo.count("magento.product.template", mine) == stats["products"]
    orders = odoo.read(ORDER, mine, ["name", "total_difference"])
    assert orders and not [one for one in orders if one["total_difference"]]

    for name in ("tax_class", "carrier"):
        page.goto(f"{server.url}/odoo/action-connector_magento.action_magento_{name}")
        expect(page.locator(".o_data_row").first).to_be_visible()
        pictures.take(f"shop-{name.replace('_', '-')}")
    open_backend(page, server, shop, "Fulfilment")
    pictures.take("shop-fulfilment")


def test_an_order_is_delivered_in_parts_and_invoiced(
    page: Page, server: OdooServer, odoo: OdooSession, store: Store, shop: int
) -> None:
    """Its total is the store's; the store shows the parcel, its number, the invoice."""
    pictures = Pictures(page)
    placed = order_way.place_order(store)
    log_in(page, server)
    open_backend(page, server, shop, "Orders")
    press_and_wait(page, odoo, "Import Changed Orders")
    order = imported(odoo, shop, placed)
    assert order["amount_total"] == placed["grand_total"]

    open_order(page, server, order)
    total = page.locator("[name=tax_totals]")
    expect(total).to_contain_text(f"{placed['grand_total']:.2f}")
    expect(page.locator("[name=order_line]")).to_contain_text("TEE-")
    pictures.take("shop-order")
    order_way.have_in_stock(odoo, order["odoo_id"][0])
    header_button(page, "Confirm").click()
    expect(page.locator("[name=action_view_delivery]")).to_be_visible()

    page.locator("[name=action_view_delivery]").click()
    expect(page.locator(".o_form_view [name=move_ids]")).to_be_visible()
    before = newest_job(odoo)
    deliver_mugs(page, pictures)
    jobs = wait_for_jobs(odoo, before, tell=quietly)
    assert jobs.failed == 0, jobs.failures
    (shipment,) = store.order(placed["entity_id"])["shipments"]
    assert {item["sku"]: item["qty"] for item in shipment["items"]} == {"MUG-RED": 3}
    page.goto(f"{store.url}/order/{placed['entity_id']}")
    expect(page.locator("#tracks")).to_contain_text(TRACKING)
    expect(page.locator("body")).to_contain_text(shipment["increment_id"])
    pictures.take("shop-tracking-in-the-store")

    open_order(page, server, order)
    before = newest_job(odoo)
    header_button(page, "Create Invoice").click()
    page.get_by_role("dialog").get_by_role("button", name="Create Draft").click()
    header_button(page, "Confirm").click()
    expect(header_button(page, "Reset to Draft")).to_be_visible()
    jobs = wait_for_jobs(odoo, before, tell=quietly)
    assert jobs.failed == 0, jobs.failures
    (invoice,) = store.order(placed["entity_id"])["invoices"]
    # Odoo invoices what was ordered, unless the products say otherwise.
    invoiced = {item["sku"]: item["qty"] for item in invoice["items"]}
    assert invoiced == {"TEE-RED-S": 2, "MUG-RED": 3}
    page.goto(f"{store.url}/order/{placed['entity_id']}")
    expect(page.locator("body")).to_contain_text(invoice["increment_id"])


def deliver_mugs(page: Page, pictures: Pictures) -> None:
    """Send the mugs with a tracking number; what is missing follows later."""
    row = page.locator("[name=move_ids] .o_data_row", has_text="TEE-")
    row.locator("[name=quantity]").click()
    row.locator("[name=quantity] input").fill("0")
    page.get_by_role("tab", name="Additional Info").click()
    page.locator("[name=carrier_tracking_ref] input").fill(TRACKING)
    pictures.take("shop-delivery")
    header_button(page, "Validate").click()
    page.get_by_role("dialog").get_by_role("button", name="Create Backorder").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_order_cancelled_in_the_store_asks_for_a_decision(
    page: Page, server: OdooServer, odoo: OdooSession, store: Store, shop: int
) -> None:
    """It is locked in Odoo, so that a person has to decide."""
    placed = order_way.place_order(store)
    log_in(page, server)
    open_backend(page, server, shop, "Orders")
    press_and_wait(page, odoo, "Import Changed Orders")
    order_id = imported(odoo, shop, placed)["odoo_id"][0]
    odoo.press("sale.order", order_id, "action_confirm")
    odoo.press("sale.order", order_id, "action_lock")
    store.cancel_order(placed["entity_id"])

    open_backend(page, server, shop, "Orders")
    press_and_wait(page, odoo, "Import Changed Orders")
    order = imported(odoo, shop, placed)
    assert (order["state"], order["need_cancel"]) == ("sale", True)
    open_order(page, server, order)
    expect(page.get_by_text("Cancelled in the shop, but not in Odoo.")).to_be_visible()
    chatter = page.locator(".o-mail-Chatter")
    expect(chatter).to_contain_text("could not be cancelled in Odoo")
    Pictures(page).take("shop-order-cancelled")


def test_what_waits_says_why_and_is_tried_again(
    page: Page, server: OdooServer, odoo: OdooSession, store: Store, shop: int
) -> None:
    """A shipping method without carrier: choose one, run again, the order is there."""
    placed = store.place_order(
        "MUG-RED", customer_id=4, shipping_method="tablerate_bestway", shipping_price=5
    )
    (method,) = odoo.read(
        "magento.carrier",
        [("backend_id", "=", shop), ("code", "=", "tablerate_bestway")],
        ["carrier_id"],
    )
    odoo.call("magento.carrier", "write", [method["id"]], {"carrier_id": False})
    before = newest_job(odoo)
    odoo.press(BACKEND, shop, "action_import_changed_orders")
    assert wait_for_jobs(odoo, before, tell=quietly).failed == 1

    log_in(page, server)
    open_backend(page, server, shop)
    page.locator("[name=action_open_failures]").click()
    expect(page.locator(".o_data_row")).to_contain_text("tablerate_bestway")
    page.locator(".o_data_row td[name=name]").click()
    Pictures(page).take("shop-waiting")
    odoo.call(
        "magento.carrier",
        "write",
        [method["id"]],
        {"carrier_id": method["carrier_id"][0]},
    )
    page.get_by_role("button", name="Retry All That Waited").click()
    expect(page.locator(".o_notification").last).to_be_visible()
    assert wait_for_jobs(odoo, before, tell=quietly).failed == 0
    assert imported(odoo, shop, placed)["amount_total"] == placed["grand_total"]
