"""The app Connectors as its users see it: the dashboard, a failure, a schedule."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from demo.main_job import (
    BACKEND,
    CUSTOMER,
    ensure_backend,
    newest_job,
    wait_for_jobs,
)
from demo.odoo_server import OdooServer
from demo.odoo_session import OdooSession
from demo.store.control import Store

from .browser import PATIENCE, Pictures, log_in

SHOP = "Dashboard store"
PASSWORD = "of-the-dashboard"
#: A customer that the store sends without its e-mail address.
BAD = 21


@pytest.fixture(scope="module")
def shop(odoo: OdooSession, store: Store) -> int:
    """A backend with all customers but one."""
    backend_id = ensure_backend(odoo, store.url, store.credentials, name=SHOP)
    fault = store.fault("patch", path="/V1/customers", ids=[BAD], remove=["email"])
    before = newest_job(odoo)
    odoo.press(BACKEND, backend_id, "action_import_customers")
    assert wait_for_jobs(odoo, before, tell=lambda line: None).failed == 1
    store.remove_fault(fault)
    return backend_id


def new_user(odoo: OdooSession, login: str, *groups: str) -> str:
    """Create a user with these groups, besides that of all internal users."""
    ids = [
        odoo.call("ir.model.data", "check_object_reference", *group.split("."))[1]
        for group in ("base.group_user", *groups)
    ]
    odoo.call(
        "res.users",
        "create",
        {
            "name": login,
            "login": login,
            "password": PASSWORD,
            "group_ids": [(6, 0, ids)],
        },
    )
    return login


def until(condition: Callable[[], bool], otherwise: str) -> None:
    """Wait for what the server does by itself within a minute."""
    deadline = time.monotonic() + 60 + 3 * PATIENCE / 1000
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(1)


def figure(page: Page, name: str):
    """One figure of the customers on the card of the shop."""
    card = page.locator(".o_connector_card", has_text=SHOP)
    return card.locator(f"tr[data-model='{CUSTOMER}'] td[data-figure={name}] a")


def open_app(page: Page, server: OdooServer, app: str) -> None:
    page.goto(f"{server.url}/odoo")
    page.locator(".o_navbar_apps_menu button").click()
    page.get_by_role("menuitem", name=app, exact=True).click()


def test_a_user_sees_the_figures_and_retries_a_failure(
    page: Page, server: OdooServer, odoo: OdooSession, store: Store, shop: int
) -> None:
    """Each figure opens what it counts; a failure says why, and is tried again."""
    pictures = Pictures(page)
    in_store = store.stats()["customers"]
    user = new_user(odoo, "connector-user", "connector.group_connector_user")
    log_in(page, server, user, PASSWORD)
    open_app(page, server, "Connectors")

    expect(figure(page, "bound")).to_have_text(str(in_store - 1))
    expect(figure(page, "failed")).to_have_text("1")
    expect(figure(page, "waiting")).to_have_text("0")
    card = page.locator(".o_connector_card", has_text=SHOP)
    box = card.bounding_box()
    bars = card.locator(".o_connector_bars").bounding_box()
    assert box and bars and bars["height"] > 40, "the style is loaded"
    assert box["width"] < 1280
    pictures.take("connectors-dashboard")

    figure(page, "bound").click()
    expect(page.locator(".o_pager_limit")).to_have_text(str(in_store - 1))
    page.get_by_role("link", name="Dashboard").first.click()
    card.locator(".o_connector_bars").click()
    expect(page.locator(".o_graph_renderer canvas")).to_be_visible()
    page.get_by_role("link", name="Dashboard").first.click()

    figure(page, "failed").click()
    expect(page.locator(".o_data_row")).to_have_count(1)
    expect(page.locator(".o_data_row")).to_contain_text("email")
    pictures.take("connectors-failures")
    page.locator(".o_data_row td[name=name]").click()
    payload = page.locator("[name=connector_payload]")
    expect(payload).to_contain_text(f'"id": {BAD}')
    pictures.take("connectors-failure")
    assert store.credentials.consumer_secret not in page.content()

    page.get_by_role("button", name="Retry", exact=True).click()
    mine = [("backend_id", "=", shop)]
    until(lambda: odoo.count(CUSTOMER, mine) == in_store, "the customer is missing")
    page.goto(f"{server.url}/odoo/connectors")
    expect(figure(page, "bound")).to_have_text(str(in_store))
    expect(figure(page, "failed")).to_have_text("0")


def test_a_user_imports_one_customer_by_its_id(
    page: Page, server: OdooServer, odoo: OdooSession, shop: int
) -> None:
    user = new_user(odoo, "import-user", "connector.group_connector_user")
    log_in(page, server, user, PASSWORD)
    page.goto(
        f"{server.url}/odoo/action-connector_magento.action_magento_backend/{shop}"
    )
    for name in ("Check Connection", "Import Customers"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    page.get_by_role("button", name="Import by ID").click()
    page.locator(".modal [name=external_ids] textarea").fill("5")
    page.locator(".modal").get_by_role("button", name="Import", exact=True).click()
    expect(page.locator(".modal .alert-success")).to_contain_text("5")
    Pictures(page).take("import-by-id")
    page.locator(".modal").get_by_role("button", name="Open Record").click()
    page.get_by_role("tab", name="Connectors").click()
    row = page.locator(".o_notebook_content .o_data_row").first
    expect(row).to_contain_text("Synchronized")
    with page.expect_popup() as shop_page:
        row.get_by_role("button", name="Open in Shop").click()
    assert shop_page.value.url.endswith("/customer/index/edit/id/5/")


def test_a_manager_switches_a_schedule_on(
    page: Page, server: OdooServer, odoo: OdooSession, shop: int
) -> None:
    """The scheduled action starts it within a minute; the dashboard says when next."""
    log_in(page, server)
    page.goto(
        f"{server.url}/odoo/action-connector_magento.action_magento_backend/{shop}"
    )
    page.get_by_role("tab", name="Schedules").click()
    line = page.locator(".o_data_row", has_text="Import of changed customers")
    line.locator("[name=enabled] input").click()
    page.get_by_role("button", name="Save manually").click()
    expect(page.locator(".o_form_status_indicator_buttons.invisible")).to_have_count(1)
    Pictures(page).take("magento-schedules")

    started = [("backend", "=", f"{BACKEND},{shop}"), ("name", "like", "changed")]
    until(lambda: odoo.count("connector.run", started) > 0, "nothing was started")
    page.goto(f"{server.url}/odoo/connectors")
    expect(figure(page, "next_run")).to_contain_text("in ")


def test_salespeople_have_no_such_app(
    page: Page, server: OdooServer, odoo: OdooSession
) -> None:
    log_in(
        page,
        server,
        new_user(odoo, "sales", "sales_team.group_sale_salesman"),
        PASSWORD,
    )
    page.goto(f"{server.url}/odoo")
    page.locator(".o_navbar_apps_menu button").click()
    expect(page.get_by_role("menuitem", name="Sales", exact=True)).to_be_visible()
    expect(page.get_by_role("menuitem", name="Connectors")).to_have_count(0)
