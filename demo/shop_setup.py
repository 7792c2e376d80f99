"""What a shop's owner sets once in Odoo before orders come, made as records of the same forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .odoo_session import OdooSession

Tell = Callable[[str], None]

COMPANY = "Demo Shop"
#: Rates of the demo store's taxes: of shops in which prices include them, and in
#: which they do not.
RATES = {True: (20.0, 5.5, 19.0, 21.0, 8.25), False: (8.25, 19.0)}
#: Website of the store whose prices are without tax, and in dollars.
PRO = "pro"
#: Shipping methods of the store, and the delivery method of each in Odoo.
CARRIERS = {
    "flatrate_flatrate": "Standard delivery",
    "tablerate_bestway": "Standard delivery",
    "freeshipping_freeshipping": "",
}
#: Payment methods of the store, and when their orders are imported.
PAYMENTS = {
    "checkmo": "always",
    "cashondelivery": "always",
    "purchaseorder": "always",
    "banktransfer": "paid",
    "braintree": "authorized",
    "paypal_express": "authorized",
}


def ensure_company(odoo: OdooSession) -> int:
    """The company in France that sells, with its accounts; the user works in it.

    :return: its id
    """
    found = odoo.read("res.company", [("name", "=", COMPANY)], ["id"], limit=1)
    if found:
        company_id = found[0]["id"]
    else:
        # Its country comes with the accounts: chosen here, Odoo would install
        # whatever it has for that country.
        company_id = odoo.call("res.company", "create", {"name": COMPANY})
    odoo.call(
        "res.users",
        "write",
        [odoo.user_id],
        {"company_ids": [(4, company_id)], "company_id": company_id},
    )
    # There is no gateway for text messages here.
    odoo.call("res.company", "write", [company_id], {"stock_text_confirmation": False})
    (company,) = odoo.read("res.company", [("id", "=", company_id)], ["chart_template"])
    if not company["chart_template"]:
        settings = odoo.call("res.config.settings", "create", {"chart_template": "fr"})
        odoo.call("res.config.settings", "execute", [settings])
    return company_id


def ensure_warehouse(odoo: OdooSession, company_id: int) -> int:
    """The warehouse that delivers; a new company has none."""
    return _ensure(
        odoo,
        "stock.warehouse",
        [("company_id", "=", company_id)],
        {"name": COMPANY, "code": "SHOP", "company_id": company_id},
    )


def ensure_taxes(odoo: OdooSession, company_id: int) -> list[str]:
    """Create the sales taxes of the store's rates that are missing; their names."""
    made = []
    for included, rates in RATES.items():
        for rate in rates:
            domain = [
                ("company_id", "=", company_id),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
                ("amount", "=", rate),
                ("price_include", "=", included),
            ]
            if odoo.read("account.tax", domain, ["id"], limit=1):
                continue
            name = f"{rate:g} % {'in the price' if included else 'on top'}"
            kind = "tax_included" if included else "tax_excluded"
            odoo.call(
                "account.tax",
                "create",
                {
                    "name": name,
                    "amount": rate,
                    "type_tax_use": "sale",
                    "price_include_override": kind,
                    "company_id": company_id,
                },
            )
            made.append(name)
    return made


def choose_tax(odoo: OdooSession, backend_id: int, company_id: int) -> list[str]:
    """Choose the taxes of each tax class of the store; what was chosen, in words."""
    chosen = []
    for tax_class in odoo.read(
        "magento.tax.class", [("backend_id", "=", backend_id)], ["name", "is_mapped"]
    ):
        rate = 5.5 if "Reduced" in tax_class["name"] else 20.0
        (tax,) = odoo.read(
            "account.tax",
            [
                ("company_id", "=", company_id),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
                ("amount", "=", rate),
                ("price_include", "=", True),
            ],
            ["name"],
            limit=1,
        )
        if not tax_class["is_mapped"]:
            values = {"tax_ids": [(6, 0, [tax["id"]])]}
            odoo.call("magento.tax.class", "write", [tax_class["id"]], values)
        chosen.append(f"{tax_class['name']} → {tax['name']}")
    return chosen


def choose_prices(odoo: OdooSession, backend_id: int, company_id: int) -> str:
    """Say that the prices of one website are without tax, and in dollars."""
    (dollars,) = odoo.read(
        "res.currency",
        [("name", "=", "USD")],
        ["active"],
        context={"active_test": False},
    )
    if not dollars["active"]:
        odoo.call("res.currency", "write", [dollars["id"]], {"active": True})
    pricelist = _ensure(
        odoo,
        "product.pricelist",
        [("company_id", "=", company_id), ("currency_id", "=", dollars["id"])],
        {
            "name": "Dollars",
            "company_id": company_id,
            "currency_id": dollars["id"],
        },
    )
    (website,) = odoo.read(
        "magento.website",
        [("backend_id", "=", backend_id), ("code", "=", PRO)],
        ["name"],
    )
    values = {"price_tax": "excluded", "pricelist_id": pricelist}
    odoo.call("magento.website", "write", [website["id"]], values)
    return f"{website['name']} → prices without tax, in dollars"


def choose_invoices(odoo: OdooSession, backend_id: int) -> str:
    """Let the store have an invoice as soon as Odoo's is confirmed; in words."""
    mine = [("backend_id", "=", backend_id)]
    stores = [one["id"] for one in odoo.read("magento.store", mine, ["id"])]
    odoo.call("magento.store", "write", stores, {"create_invoice_on": "open"})
    return "Invoice in the Shop → When it is confirmed"


def choose_carriers(odoo: OdooSession, backend_id: int) -> list[str]:
    """Choose the delivery method of each shipping method; what was chosen, in words."""
    chosen = []
    for code, carrier in CARRIERS.items():
        values: dict[str, Any] = {"without_carrier": True}
        if carrier:
            (found,) = odoo.read(
                "delivery.carrier", [("name", "=", carrier)], ["id"], limit=1
            )
            values = {"carrier_id": found["id"]}
        mine = [("backend_id", "=", backend_id), ("code", "=", code)]
        _ensure(
            odoo,
            "magento.carrier",
            mine,
            {"backend_id": backend_id, "code": code, **values},
        )
        chosen.append(f"{code} → {carrier or 'without carrier'}")
    return chosen


def choose_payments(odoo: OdooSession, company_id: int) -> list[str]:
    """Say of each payment method when its orders are imported; in words."""
    chosen = []
    for name, rule in PAYMENTS.items():
        domain = [("name", "=", name), ("company_id", "=", company_id)]
        if not odoo.read("account.payment.mode", domain, ["id"], limit=1):
            (method,) = odoo.read(
                "account.payment.method",
                [("code", "=", "manual"), ("payment_type", "=", "inbound")],
                ["id"],
                limit=1,
            )
            odoo.call(
                "account.payment.mode",
                "create",
                {
                    "name": name,
                    "company_id": company_id,
                    "payment_method_id": method["id"],
                    "bank_account_link": "variable",
                    "import_rule": rule,
                },
            )
        chosen.append(f"{name}: {rule}")
    return chosen


def _ensure(
    odoo: OdooSession, model: str, domain: Sequence[Any], values: dict[str, Any]
) -> int:
    """The record that matches, created if there is none."""
    found = odoo.read(model, domain, ["id"], limit=1, context={"active_test": False})
    return found[0]["id"] if found else odoo.call(model, "create", [values])[0]
