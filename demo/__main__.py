"""``make demo``: a store, Odoo with its job runner, and what moves from one to the other."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from . import shop_setup
from .main_job import (
    BACKEND,
    CUSTOMER,
    DemoFailed,
    Edit,
    Import,
    check_connection,
    edit_reaches_store,
    ensure_backend,
    follow_run,
    import_records,
    start_run,
    table,
)
from .odoo_server import OdooServer, ServerError, free_port
from .odoo_session import OdooError, OdooSession
from .order_way import Delivered, order_on_its_way
from .store.control import Store
from .store.database import SCHEMA_VERSION
from .waiting import reasons

ODOO_PORT = 8069
STORE_PORT = 8217
BACKEND_NAME = "Demo shop"
CUSTOMERS, PRODUCTS, ORDERS = 300, 520, 520
#: Buttons of the backend, what they import, and its bindings.
IMPORTS = (
    ("action_import_customers", "customers", (CUSTOMER,)),
    ("action_import_categories", "categories", ("magento.product.category",)),
    (
        "action_import_products",
        "products",
        ("magento.product.product", "magento.product.template"),
    ),
    ("action_import_orders", "orders", ("magento.sale.order",)),
)
#: Some records of the store can't be imported before a person has decided something.
ALLOWED_FAILURES = {"customers": 0, "categories": 0, "products": 10, "orders": 10}


def main(arguments: list[str] | None = None) -> int:
    """Run the demo; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--check", action="store_true", help="end after the summary")
    parser.add_argument("--idle", action="store_true", help="without the main job")
    options = parser.parse_args(arguments)
    # A service manager's "stop" ends the demo as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _run(options)
    except KeyboardInterrupt:
        _say("\nStopped.")
        return 0 if not options.check else 130
    except (DemoFailed, OdooError, ServerError) as error:
        print(f"\ndemo: {error}", file=sys.stderr, flush=True)
        return 1


def _run(options: argparse.Namespace) -> int:
    options.home.mkdir(parents=True, exist_ok=True)
    _say(
        f"==> Demo store: a Magento 2 REST API with {CUSTOMERS} customers,"
        f" {PRODUCTS} products, {ORDERS} orders"
    )
    # Of another version or number, a file of its own.
    file = options.home / f"store-{SCHEMA_VERSION}-{PRODUCTS}-{ORDERS}.sqlite"
    with Store(
        customers=CUSTOMERS,
        products=PRODUCTS,
        orders=ORDERS,
        database=file,
        port=free_port(STORE_PORT),
    ) as store:
        _say(f"    listening on {store.url}")
        _say("==> Odoo: starting the server with its job runner")
        server = OdooServer(
            options.config, options.database, options.log, port=ODOO_PORT
        )
        with server:
            odoo = OdooSession(server.url, options.database)
            demo = Demo(odoo, store)
            failed = False
            if options.idle:
                demo.connect()
            else:
                failed = not demo.main_job()
            if options.check:
                return 1 if failed else 0
            _tell_what_to_see(server, store)
            while True:
                time.sleep(3600)


class Demo:
    """The main job: everything that the demo does, step by step.

    :param odoo: the administrator's session
    :param store: the running store
    """

    def __init__(self, odoo: OdooSession, store: Store) -> None:
        self.odoo = odoo
        self.store = store
        self.company_id = 0
        self.backend_id = 0
        self.imports: list[Import] = []
        self.problems: list[str] = []

    def connect(self) -> None:
        """Tell Odoo who sells, and where the store is."""
        self.company_id = shop_setup.ensure_company(self.odoo)
        self.backend_id = ensure_backend(
            self.odoo,
            self.store.url,
            self.store.credentials,
            # Another name than in earlier demos, whose customers are of no company
            # in France.
            name=BACKEND_NAME,
            company_id=self.company_id,
            warehouse_id=shop_setup.ensure_warehouse(self.odoo, self.company_id),
            barcode_attribute="ean",
            export_shipments=True,
            export_invoices=True,
            export_order_status=True,
        )

    def main_job(self) -> bool:
        """Do it all and print a summary; whether it came out well."""
        begun = time.monotonic()
        _say("==> The company in Odoo, and its backend")
        self.connect()
        _tell(f"company: {shop_setup.COMPANY}, in France, with French accounts")
        _tell(f"Check Connection: {check_connection(self.odoo, self.backend_id)}")
        self._configure()
        for button, kind, models in IMPORTS:
            _say(f"==> Import of {kind}")
            in_store = self.store.stats()[kind]
            done = import_records(
                self.odoo, self.backend_id, button, kind, models, in_store, _tell
            )
            self.imports.append(done)
            self._check_import(done, models)
        self._check_totals()
        edit = self._edit()
        way = self._deliver()
        self._summary(edit, way, time.monotonic() - begun)
        return not self.problems

    def _configure(self) -> None:
        _say("==> What the owner of the shop sets in Odoo, once")
        odoo, backend_id, company_id = self.odoo, self.backend_id, self.company_id
        for button in ("action_import_stores", "action_import_tax_classes"):
            follow_run(odoo, start_run(odoo, backend_id, button), _quietly)
        made = shop_setup.ensure_taxes(odoo, company_id)
        for label, lines in (
            ("Accounting / Taxes, new", made or ["none is missing"]),
            ("Tax Classes", shop_setup.choose_tax(odoo, backend_id, company_id)),
            ("Websites", [shop_setup.choose_prices(odoo, backend_id, company_id)]),
            ("Stores", [shop_setup.choose_invoices(odoo, backend_id)]),
            ("Shipping Methods", shop_setup.choose_carriers(odoo, backend_id)),
            ("Payment Modes", shop_setup.choose_payments(odoo, company_id)),
        ):
            _tell(f"{label}: {', '.join(lines)}")

    def _edit(self) -> Edit:
        _say("==> The way back: somebody edits a contact in Odoo")
        edit = edit_reaches_store(self.odoo, self.backend_id, self.store, _tell)
        _tell(f"in Odoo       {edit.customer}: phone {edit.phone}")
        _tell(f"in the store  customer {edit.external_id}: phone {edit.in_store}")
        if not edit.arrived:
            self.problems.append(
                f"the phone number {edit.phone} did not reach the store, it has {edit.in_store}"
            )
        return edit

    def _deliver(self) -> Delivered:
        _say(
            "==> The way of an order: placed in the store, delivered and invoiced in Odoo"
        )
        way = order_on_its_way(self.odoo, self.backend_id, self.store, _tell)
        _tell(
            f"in the store  order {way.number} is {way.status}: tracking number"
            f" {', '.join(way.in_store) or 'missing'}, invoice"
            f" {', '.join(way.invoices) or 'missing'}"
        )
        if way.total != way.total_in_odoo:
            self.problems.append(
                f"the order {way.number} costs {way.total} in the store and"
                f" {way.total_in_odoo} in Odoo"
            )
        if not way.invoices:
            self.problems.append(f"the store shows no invoice of order {way.number}")
        if not way.arrived:
            self.problems.append(
                f"the store does not show the tracking number {way.tracking}"
            )
        return way

    def _summary(self, edit: Edit, way: Delivered, seconds: float) -> None:
        _say("==> Summary")
        for line in table(self.imports):
            _tell(line)
        waiting = reasons(self.odoo, self.backend_id)
        _tell(
            f"not imported, each with its reason: {sum(count for count, _ in waiting)}"
            " (Connectors / Operations / Failures)"
        )
        for count, reason in waiting:
            _tell(f"  {count:>3} × {reason}")
        to_review = self.odoo.count(
            "connector.checkpoint",
            [
                ("backend_id", "=", f"{BACKEND},{self.backend_id}"),
                ("state", "=", "need_review"),
            ],
        )
        _tell(f"imported, for a person to look at: {to_review} (Checkpoints)")
        if not to_review:
            self.problems.append(
                "no checkpoint for the customers of an unknown country"
            )
        _tell(f"edit of a contact in the store after {edit.seconds:.1f} s")
        _tell(
            f"order placed, delivered, invoiced, and seen in the store after {way.seconds:.1f} s"
        )
        _tell(f"all of it in {seconds:.0f} s")
        for problem in self.problems:
            _tell(f"NOT AS EXPECTED: {problem}")

    def _check_totals(self) -> None:
        """Each order costs in Odoo what it costs in the store."""
        orders = self.odoo.read(
            "magento.sale.order",
            [("backend_id", "=", self.backend_id)],
            ["increment_id", "total_amount", "amount_total"],
        )
        differing = [
            order["increment_id"]
            for order in orders
            if round(order["total_amount"] - order["amount_total"], 2)
        ]
        _tell(
            f"{len(orders) - len(differing)} of {len(orders)} orders cost in Odoo what"
            " they cost in the store, to the cent"
        )
        if differing:
            self.problems.append(f"other totals: {', '.join(differing)}")

    def _check_import(self, done: Import, models: Sequence[str]) -> None:
        """Everything is in Odoo, left out by a rule, or a failure with its reason."""
        failed = self.odoo.count(
            "queue.job",
            [
                ("connector_backend", "=", f"{BACKEND},{self.backend_id}"),
                ("model_name", "in", list(models)),
                ("state", "=", "failed"),
            ],
        )
        if done.run.state not in ("done", "failed"):
            self.problems.append(f"the import of {done.kind} is {done.run.state}")
        missing = done.in_store - done.bound - failed
        if not 0 <= missing <= done.run.skipped_count:
            self.problems.append(
                f"of {done.in_store} {done.kind} in the store {done.bound} are in Odoo,"
                f" {failed} failed, {done.run.skipped_count} were skipped"
            )
        if failed > ALLOWED_FAILURES[done.kind]:
            self.problems.append(f"{failed} {done.kind} failed")


def _tell_what_to_see(server: OdooServer, store: Store) -> None:
    _say(f"""
Open  {server.url}/odoo   login admin, password admin
  Connectors / Dashboard           what is linked, what waits, what failed: each figure opens its list
  Connectors / Magento / Backends  the demo shop: check the connection, import again (nothing is doubled)
  Connectors / Magento / Orders    what arrived, as Customers and Products; open one, page Connectors
  Connectors / Operations          runs with their progress, failures, and checkpoints: what a person must look at
  Connectors / Technical           the jobs that did it, and all components
Change a customer's name, phone, e-mail or address in Odoo: seconds later the store has it.
Confirm an order and deliver it, with a tracking number: seconds later the store shows it.
The store's own side: {store.url} (customers), {store.url}/orders
Ctrl-C stops Odoo, the store and PostgreSQL.""")


def _tell(line: str) -> None:
    _say(f"    {line}")


def _quietly(line: str) -> None:
    pass


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
