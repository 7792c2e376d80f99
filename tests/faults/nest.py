"""Processes that do what Odoo's workers do, for tests that kill them.

Started by :class:`conftest.Nest`; the registry is loaded once, and processes are forked
from there, as Odoo's own server does.

Longer than 400 lines because all tasks need the one script that loads the registry.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any
from unittest import mock

import psycopg2
import requests

import odoo
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.sql_db import close_all

CUSTOMER = "magento.res.partner"
ITEM = "connector.test.item"
PARCEL = "connector.test.parcel"


def tell(**what: Any) -> None:
    """Tell the test something, on a line of its own."""
    print(json.dumps(what), flush=True)


# -- the queue -----------------------------------------------------------------------


def take_job(registry: Registry) -> tuple[str | None, int]:
    """Take any job that is due, as the job runner does; and say how many are not over."""
    with closing(registry.cursor()) as cr:
        cr.execute(
            """
            UPDATE queue_job
               SET state = 'enqueued', date_enqueued = now() at time zone 'utc'
             WHERE id = (
                SELECT id FROM queue_job
                 WHERE state = 'pending'
                   AND (eta IS NULL OR eta <= now() at time zone 'utc')
                 ORDER BY random() LIMIT 1
                   FOR UPDATE SKIP LOCKED)
            RETURNING uuid
            """
        )
        row = cr.fetchone()
        cr.execute(
            "SELECT count(*) FROM queue_job "
            "WHERE state IN ('pending', 'enqueued', 'started')"
        )
        unfinished = cr.fetchone()[0]
        cr.commit()
    return row and row[0], unfinished


def perform(registry: Registry, uuid: str) -> None:
    """Perform a job with the code with which Odoo's workers do."""
    from odoo.addons.connector.controllers.run_job import ConnectorRunJobController

    with closing(registry.cursor()) as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        job = ConnectorRunJobController._acquire_job(env, uuid)
        if job:
            ConnectorRunJobController._runjob(env, job)


def perform_all(
    registry: Registry, after_each: Callable[[], None] = gc.collect
) -> None:
    """Perform jobs until all are over, those of other processes included."""
    while True:
        try:
            uuid, unfinished = take_job(registry)
            if uuid:
                perform(registry, uuid)
                after_each()
            elif not unfinished:
                return
            else:
                # Others are at work, or a job waits for its time: there is nothing
                # here to be told of either.
                time.sleep(0.05)
        except psycopg2.OperationalError as error:
            # Two of them took the same job: one has it.
            if error.pgcode != "40001":
                raise


# -- eight processes that import the same records ------------------------------------


def create_backend(env: Environment, store: dict[str, Any]) -> Any:
    backend = env["magento.backend"].create(
        {
            "name": "Store",
            "auth_method": "oauth",
            "url": store["url"],
            "allow_private_network": True,
        }
        | store["credentials"]
    )
    env["queue.job.function"].search([]).write({"retry_pattern": {1: 1}})
    return backend


def delay_imports(env: Environment, store: dict[str, Any], copies: int) -> list[str]:
    """Delay several jobs for the same records: some for one, some for a chunk."""
    backend = create_backend(env, store)
    with backend.work_on(CUSTOMER) as work:
        pages = work.component(usage="backend.adapter").pages()
        ids = [external_id for page in pages for external_id in page.ids]
    model = env[CUSTOMER]
    for __ in range(copies):
        for external_id in ids:
            model.with_delay(max_retries=0).import_record(backend, external_id)
        for start in range(0, len(ids), 25):
            chunk = ids[start : start + 25]
            model.with_delay(max_retries=0).import_chunk(backend, chunk)
    return ids


def fork_workers(registry: Registry, processes: int) -> None:
    """Fork processes that perform all jobs, and wait until each has ended."""
    close_all()
    pids = []
    for __ in range(processes):
        pid = os.fork()
        if not pid:
            status = 1
            try:
                perform_all(registry)
                status = 0
            finally:
                sys.stderr.flush()
                os._exit(status)
        pids.append(pid)
    tell(pids=pids)
    statuses = {}
    for __ in pids:
        pid, status = os.wait()
        statuses[pid] = os.waitstatus_to_exitcode(status)
    tell(statuses=[statuses[pid] for pid in pids])


def task_same_records(registry: Registry, store: dict, copies: int, processes: int):
    with registry.cursor() as cr:
        ids = delay_imports(Environment(cr, SUPERUSER_ID, {}), store, copies)
    tell(ids=ids)
    fork_workers(registry, processes)


# -- memory --------------------------------------------------------------------------


def rss() -> int:
    """Resident memory of this process in KiB, as the kernel counts it."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() // 1024


def endless_pages(count: int) -> Callable[..., Iterator[Any]]:
    """Pages of a list of light records that is made while it is read."""
    from odoo.addons.connector.components.page import Page

    def pages(self: Any, filters: Any = None, start: Any = None) -> Iterator[Page]:
        for first in range(start or 0, count, 200):
            following = first + 200
            yield Page(
                ids=[f"R{number}" for number in range(first, following)],
                next=following if following < count else None,
            )

    return pages


def read_light_records(self: Any, external_ids: list[str]) -> dict[str, dict]:
    return {id_: {"name": f"Record {id_}", "quantity": 1} for id_ in external_ids}


def task_memory(registry: Registry, counts: list[int]):
    """Import by chunks; tell the memory whenever so many records were imported."""
    from odoo.addons.test_connector.components.item import (
        ItemAdapter,
        ItemBatchImporter,
    )

    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        backend = env["test.backend"].create({"name": "Memory"})
        env[ITEM].with_delay().import_batch(backend, mode="chunks")
    waiting = list(counts)

    def measure() -> None:
        gc.collect()
        with registry.cursor() as cr:
            cr.execute("SELECT count(*) FROM connector_test_item")
            imported = cr.fetchone()[0]
        if waiting and imported >= waiting[0]:
            tell(imported=imported, rss=rss(), wanted=waiting.pop(0))

    with (
        mock.patch.object(ItemAdapter, "pages", endless_pages(counts[-1]), create=True),
        mock.patch.object(ItemAdapter, "read_many", read_light_records),
        # Several jobs read the pages, one after the other.
        mock.patch.object(ItemBatchImporter, "_pages_per_job", 5, create=True),
    ):
        perform_all(registry, measure)


# -- exports that are interrupted ----------------------------------------------------


def customer_of(data: dict[str, Any]) -> dict[str, Any]:
    """What the store needs to know to register the record of a parcel."""
    email = f"{data['name'].lower()}@example.com"
    return {"email": email, "firstname": data["name"], "lastname": "Killed"}


class ShopClient:
    """The store's end points for customers, as an adapter's methods."""

    def __init__(self, store: dict[str, Any]) -> None:
        self.url = store["url"] + "/rest/V1"
        self.session = requests.Session()
        self.session.trust_env = False
        token = self._call("POST", "/integration/admin/token", json=store["login"])
        self.session.headers["Authorization"] = f"Bearer {token}"

    def _call(self, method: str, path: str, **options: Any) -> Any:
        response = self.session.request(method, self.url + path, timeout=30, **options)
        response.raise_for_status()
        return response.json()

    def create(self, data: dict[str, Any]) -> str:
        body = {"customer": {**customer_of(data), "website_id": 1, "store_id": 1}}
        return str(self._call("POST", "/customers", json=body)["id"])

    def write(self, external_id: str, data: dict[str, Any]) -> None:
        customer = {**self.read(external_id), **customer_of(data)}
        self._call("PUT", f"/customers/{external_id}", json={"customer": customer})

    def read(self, external_id: str) -> dict[str, Any]:
        return self._call("GET", f"/customers/{external_id}")

    def find(self, data: dict[str, Any]) -> str | None:
        condition = "searchCriteria[filter_groups][0][filters][0]"
        query = {
            f"{condition}[field]": "email",
            f"{condition}[value]": customer_of(data)["email"],
        }
        found = self._call("GET", "/customers/search", params=query)["items"]
        return str(found[0]["id"]) if found else None


def die(*args: Any, **kwargs: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def task_export(registry: Registry, store: dict, name: str, moment: str):
    """Perform the export of a new record; die at a moment, if there is one."""
    from odoo.addons.test_connector.components.parcel import (
        ParcelAdapter,
        ParcelExporter,
    )

    shop = ShopClient(store)
    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        binding = env[PARCEL].search([("name", "=", name)])
        if not binding:
            backend = env["test.backend"].create({"name": name})
            # Created as by an import, which exports nothing by itself.
            parcels = env[PARCEL].with_context(connector_no_export=True)
            binding = parcels.create({"name": name, "backend_id": backend.id})
            binding.with_delay().export_record()

    def create(self: Any, data: dict[str, Any]) -> str:
        external_id = shop.create(data)
        tell(created=external_id)
        if moment == "created":
            die()
        return external_id

    with (
        mock.patch.object(ParcelAdapter, "create", create),
        mock.patch.object(
            ParcelAdapter, "write", lambda self, id_, data: shop.write(id_, data)
        ),
        mock.patch.object(ParcelAdapter, "read", lambda self, id_: shop.read(id_)),
        mock.patch.object(
            ParcelExporter,
            "_find_created",
            lambda self, data: shop.find(data),
            create=True,
        ),
    ):
        if moment == "answered":
            with mock.patch.object(ParcelExporter, "_remember", die, create=True):
                perform_all(registry)
        perform_all(registry)
    tell(done=True)


# -- deliveries and invoices that are interrupted ------------------------------------


def deliver_and_invoice(env: Environment, store: dict, shop_order: dict) -> None:
    """Leave an order as its import does, then deliver and invoice three of five."""
    backend = create_backend(env, store)
    backend.write({"export_shipments": True, "export_invoices": True})
    keys = {"backend_id": backend.id, "external_id": "1", "name": "Main"}
    website = env["magento.website"].create(keys)
    shop = env["magento.store"].create(
        {**keys, "website_id": website.id, "create_invoice_on": "open"}
    )
    view = env["magento.storeview"].create({**keys, "store_id": shop.id})
    product = env["product.product"].create(
        {"name": "Mug", "invoice_policy": "order", "taxes_id": [(5, 0, 0)]}
    )
    [item] = shop_order["items"]
    line = {
        "backend_id": backend.id,
        "external_id": str(item["item_id"]),
        "product_id": product.id,
        "product_uom_qty": item["qty_ordered"],
    }
    binding = env["magento.sale.order"].create(
        {
            "backend_id": backend.id,
            "external_id": str(shop_order["entity_id"]),
            "increment_id": shop_order["increment_id"],
            "storeview_id": view.id,
            "partner_id": env.user.partner_id.id,
            "magento_order_line_ids": [(0, 0, line)],
        }
    )
    binding.total_amount = binding.amount_total
    order = binding.odoo_id
    order.action_confirm()
    picking = order.picking_ids
    picking.move_ids.write({"quantity": 3, "picked": True})
    picking.with_context(skip_backorder=True).button_validate()
    if not env.company.chart_template:
        env["account.chart.template"].try_loading(
            "generic_coa", company=env.company, install_demo=False
        )
    invoice = order._create_invoices()
    invoice.invoice_line_ids.quantity = 3
    invoice.action_post()


def task_fulfil(registry: Registry, store: dict, order: dict, moment: str, what: str):
    """Perform the exports of a delivery and an invoice; die in one, at a moment."""
    from odoo.addons.connector_magento.components.fulfilment import FulfilmentExporter
    from odoo.addons.connector_magento.components.fulfilment_adapter import (
        FulfilmentAdapter,
    )

    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        if not env["magento.sale.order"].search([]):
            deliver_and_invoice(env, store, order)
    make, remember = FulfilmentAdapter.make, FulfilmentExporter._after_export

    def made(self: Any, order_id: str, body: dict[str, Any]) -> str:
        external_id = make(self, order_id, body)
        if self._action == what:
            tell(created=external_id)
            if moment == "created":
                die()
        return external_id

    def bound(self: Any) -> None:
        if self.backend_adapter._action == what and moment == "answered":
            die()
        remember(self)

    with (
        mock.patch.object(FulfilmentAdapter, "make", made),
        mock.patch.object(FulfilmentExporter, "_after_export", bound),
    ):
        perform_all(registry)
    tell(done=True)


TASKS = {
    "same_records": task_same_records,
    "memory": task_memory,
    "export": task_export,
    "fulfil": task_fulfil,
}


def main(config: str, database: str, task: str, arguments: str) -> None:
    """Perform a task on a database; the test reads what is told on standard output."""
    options = ["-c", config, "-d", database, "--no-http", "--workers", "0"]
    odoo.tools.config.parse_config(
        [*options, "--log-level", "warn"], setup_logging=True
    )
    TASKS[task](Registry(database), **json.loads(arguments))


if __name__ == "__main__":
    main(*sys.argv[1:])
