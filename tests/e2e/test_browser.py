"""The operator's way through the web client, in a real browser, with real jobs behind it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from demo.main_job import (
    BACKEND,
    CUSTOMER,
    ensure_backend,
    follow_run,
    main_phone,
    newest_job,
    wait_for_jobs,
)
from demo.odoo_server import OdooServer
from demo.odoo_session import OdooSession
from demo.store.control import Store

from .browser import PATIENCE, Pictures, log_in

SHOP = "Demo store"
#: Customers per chunk, so that a run takes several jobs.
CHUNK = 5


def test_customers_arrive(
    page: Page,
    server: OdooServer,
    odoo: OdooSession,
    store: Store,
) -> None:
    """The way of an operator, from the first check of the connection to an edit.

    Check the connection, import customers and watch the run, open one; import again:
    nothing new. Edit a contact: the store has it. Look what an import would change.
    """
    pictures = Pictures(page)
    backend_id = ensure_backend(odoo, store.url, store.credentials, name=SHOP)
    odoo.call(BACKEND, "write", [backend_id], {"page_size": CHUNK})
    log_in(page, server)

    page.goto(f"{server.url}/odoo/action-connector_magento.action_magento_backend")
    page.get_by_role("cell", name=SHOP).click()
    expect(
        page.get_by_text("Fill in the keys, then press Check Connection.")
    ).to_be_visible()
    assert store.credentials.consumer_secret not in page.content()
    pictures.take("magento-backend-new")

    page.get_by_role("button", name="Check Connection").first.click()
    expect(page.locator(".o_notification")).to_contain_text("Connection succeeded")
    expect(page.locator("[name=last_check_state]")).to_contain_text("Connected")
    pictures.take("magento-check-connection")

    # So slowly that a person sees it move.
    slow = store.fault("slow", path="/customers/search", query="=in", seconds=2)
    page.get_by_role("button", name="Import Customers", exact=True).first.click()
    expect(page.locator(".o_notification").last).to_contain_text(
        "import of all customers"
    )
    with page.expect_popup() as opened:
        page.get_by_role("link", name="See how far it is").click()
    follow_in_browser(opened.value, odoo, store, slow)

    page.goto(
        f"{server.url}/odoo/action-connector_magento.action_magento_backend/{backend_id}"
    )
    in_store = store.stats()["customers"]
    expect(page.locator("[name=customer_count]")).to_contain_text(str(in_store))
    pictures.take("magento-backend-imported")
    page.locator("[name=action_open_customers]").click()
    expect(page.locator(".o_list_view")).to_be_visible()
    pictures.take("demo-customers")

    (customer,) = odoo.read(
        CUSTOMER,
        [("backend_id", "=", backend_id), ("address_ids", "!=", False)],
        ["odoo_id", "external_id", "email"],
        limit=1,
    )
    partner_id, partner_name = customer["odoo_id"]
    page.goto(f"{server.url}/odoo/res.partner/{partner_id}")
    page.get_by_role("tab", name="Connectors").click()
    connectors = page.locator(".o_notebook_content")
    expect(connectors).to_contain_text(SHOP)
    expect(connectors).to_contain_text(customer["external_id"])
    pictures.take("contact-connectors-page")

    edit_reaches_the_store(page, odoo, store, customer)
    pictures.take("edit-in-the-store")

    page.goto(f"{server.url}/odoo/action-connector.action_connector_checkpoint")
    expect(page.locator(".o_data_row").first).to_contain_text("country")
    pictures.take("checkpoints")
    page.goto(f"{server.url}/odoo/action-queue_job.action_queue_job")
    page.locator(".o_facet_remove").click()  # the default filter hides what is done
    expect(page.locator(".o_list_view")).to_contain_text("import")
    pictures.take("jobs")
    page.goto(f"{server.url}/odoo/action-component.action_component_definition")
    expect(page.locator(".o_list_view")).to_contain_text(
        re.compile("component|magento")
    )
    pictures.take("components")

    partners = odoo.count("res.partner")
    before = newest_job(odoo)
    page.goto(
        f"{server.url}/odoo/action-connector_magento.action_magento_backend/{backend_id}"
    )
    page.get_by_role("button", name="Import Customers", exact=True).first.click()
    expect(page.locator(".o_notification").last).to_contain_text(
        "import of all customers"
    )
    again = wait_for_jobs(odoo, before, tell=lambda line: None)
    assert again.failed == 0, again.failures
    assert odoo.count("res.partner") == partners
    assert odoo.count(CUSTOMER, [("backend_id", "=", backend_id)]) == in_store


def follow_in_browser(page: Page, odoo: OdooSession, store: Store, slow: str) -> None:
    """Watch the bar of the run move by itself, and reach its end.

    :param slow: the fault that lets the run take its time
    """
    page.set_default_timeout(PATIENCE)
    bar = page.locator(".o_connector_run_progress [role=progressbar]")
    expect(bar).to_have_attribute("aria-valuenow", re.compile("^[1-9][0-9]?$"))
    Pictures(page).take("run")
    moved = int(bar.get_attribute("aria-valuenow") or 0)
    assert 0 < moved < 100
    store.remove_fault(slow)
    expect(bar).to_have_attribute("aria-valuenow", "100")
    in_store = store.stats()["customers"]
    (run,) = odoo.read("connector.run", [("model_name", "=", CUSTOMER)], ["id"])
    ended = follow_run(odoo, run["id"], tell=lambda line: None)
    assert (ended.state, ended.created_count) == ("done", in_store)
    expect(page.locator("[name=created_count]")).to_contain_text(str(in_store))
    page.close()


def edit_reaches_the_store(
    page: Page, odoo: OdooSession, store: Store, customer: dict
) -> None:
    """Type another phone number into the contact on the page; look in the store."""
    phone = "+33 1 99 00 12 34"
    assert main_phone(store.customer(customer["external_id"])) != phone
    before = newest_job(odoo)
    page.locator("[name=phone] input").first.fill(phone)
    page.get_by_role("button", name="Save manually").click()
    expect(page.locator(".o_form_status_indicator_buttons.invisible")).to_have_count(1)
    jobs = wait_for_jobs(odoo, before, tell=lambda line: None)
    assert jobs.failed == 0, jobs.failures
    page.goto(f"{store.url}/customer/{customer['external_id']}")
    expect(page.locator("body")).to_contain_text(phone)
