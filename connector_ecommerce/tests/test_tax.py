"""Finding the tax of a rate."""

from decimal import Decimal

from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.connector.exception import InvalidDataError, error_kind


@tagged("post_install", "-at_install")
class TestTaxFromRate(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        country = cls.env.ref("base.be")
        cls.company = cls.new_company("Tax Company", country_id=country.id)
        cls.other = cls.new_company("Other Company", country_id=country.id)
        cls.user = new_test_user(
            cls.env,
            "tax-salesman",
            groups="sales_team.group_sale_salesman",
            company_id=cls.company.id,
            company_ids=[Command.set((cls.company + cls.other).ids)],
        )
        cls.taxes = cls.env["account.tax"].with_user(cls.user)
        cls.taxes = cls.taxes.with_company(cls.company)

    @classmethod
    def new_company(cls, name, **values):
        company = cls.env["res.company"].create({"name": name, **values})
        if not company.parent_id:
            cls.env["account.tax.group"].create(
                {"name": f"Group of {name}", "company_id": company.id}
            )
        return company

    def new_tax(self, amount, company=None, **values):
        company = company or self.company
        return (
            self.env["account.tax"]
            .with_company(company)
            .create(
                {
                    "name": f"Tax {self.env['account.tax'].search_count([])}",
                    "amount": amount,
                    "company_id": company.id,
                    "tax_group_id": self.env["account.tax.group"]
                    .search([("company_id", "=", company.root_id.id)], limit=1)
                    .id,
                    **values,
                }
            )
        )

    def assertFound(self, tax, *arguments, **options):
        self.assertEqual(self.taxes.get_tax_from_rate(*arguments, **options), tax)

    def test_finds_the_tax_of_that_amount(self):
        self.new_tax(6)
        tax = self.new_tax(21)
        self.assertFound(tax, 21.0)

    def test_nothing_is_found(self):
        self.new_tax(21)
        found = self.taxes.get_tax_from_rate(20)
        self.assertEqual((found._name, len(found)), ("account.tax", 0))

    def test_within_a_hundredth(self):
        tax = self.new_tax(19.6)
        for rate in (19.5999, 19.6004, 19.59, 19.61):
            self.assertFound(tax, rate)
        for rate in (19.589, 19.611):
            self.assertFound(self.taxes.browse(), rate)

    def test_nearest_first(self):
        far = self.new_tax(19.608, sequence=1)
        near = self.new_tax(19.6, sequence=2)
        self.assertFound(near, 19.6)
        self.assertFound(near, 19.603)
        self.assertFound(far, 19.605)

    def test_first_in_the_list_among_equals(self):
        self.new_tax(21, sequence=9)
        first = self.new_tax(21, sequence=3)
        self.new_tax(21, sequence=3)
        self.assertFound(first, 21)

    def test_domestic_one_among_equals(self):
        position = self.env["account.fiscal.position"].create(
            {
                "name": "Customers abroad",
                "company_id": self.company.id,
                "country_id": self.env.ref("base.ro").id,
                "auto_apply": True,
            }
        )
        abroad = self.new_tax(
            21, sequence=1, fiscal_position_ids=[Command.set(position.ids)]
        )
        self.assertFalse(abroad.is_domestic)
        self.assertFound(abroad, 21)
        home = self.new_tax(21, sequence=2)
        self.assertFound(home, 21)

    def test_other_kinds_are_no_percentage_of_a_sale(self):
        for values in (
            {"type_tax_use": "purchase"},
            {"type_tax_use": "none"},
            {"amount_type": "fixed"},
            {"amount_type": "division"},
            {"amount_type": "group"},
            {"active": False},
        ):
            self.new_tax(21, **values)
        self.assertFound(self.taxes.browse(), 21)
        tax = self.new_tax(21, sequence=99)
        self.assertFound(tax, 21)

    def test_archived_is_not_found_whatever_the_context(self):
        self.new_tax(21, active=False)
        self.taxes = self.taxes.with_context(active_test=False)
        self.assertFound(self.taxes.browse(), 21)

    def test_included_by_the_tax_or_by_the_company(self):
        excluded = self.new_tax(21, price_include_override="tax_excluded")
        included = self.new_tax(21, price_include_override="tax_included")
        as_company = self.new_tax(21, sequence=0)
        self.assertFound(as_company, 21)
        self.assertFound(included, 21, is_tax_included=True)
        as_company.active = False
        self.assertFound(excluded, 21, False)
        self.assertFound(included, 21, True)

    def test_company_that_includes_taxes_in_prices(self):
        self.company.account_price_include = "tax_included"
        tax = self.new_tax(21)
        self.assertFound(tax, 21, is_tax_included=True)
        self.assertFound(self.taxes.browse(), 21, is_tax_included=False)

    def test_of_the_current_company_only(self):
        theirs = self.new_tax(21, company=self.other, sequence=1)
        self.assertFound(self.taxes.browse(), 21)
        ours = self.new_tax(21, sequence=2)
        self.assertFound(ours, 21)
        self.taxes = self.taxes.with_company(self.other)
        self.assertFound(theirs, 21)

    def test_both_companies_selected(self):
        companies = (self.company + self.other).ids
        self.new_tax(21, company=self.other, sequence=1)
        self.taxes = self.taxes.with_context(allowed_company_ids=companies)
        self.assertFound(self.taxes.browse(), 21)
        self.taxes = self.taxes.sudo()
        self.assertFound(self.taxes.browse(), 21)
        ours = self.new_tax(21, sequence=2)
        self.assertFound(ours, 21)

    def test_branch_uses_the_taxes_above_it(self):
        branch = self.new_company(
            "Branch", parent_id=self.company.id, country_id=self.company.country_id.id
        )
        self.user.company_ids += branch
        above = self.new_tax(21, sequence=1)
        self.assertFound(above, 21)
        self.taxes = self.taxes.with_company(branch)
        self.assertFound(above, 21)
        own = self.new_tax(21, company=branch, sequence=2)
        self.assertFound(own, 21)
        self.taxes = self.taxes.with_company(self.company)
        self.assertFound(above, 21)

    def test_texts_decimals_and_negative_rates(self):
        tax, nothing, back = self.new_tax(21), self.new_tax(0), self.new_tax(-5)
        for rate in ("21", " 21.0000 ", Decimal("21.00"), 21):
            self.assertFound(tax, rate)
        self.assertFound(nothing, 0)
        self.assertFound(nothing, "0.0000")
        self.assertFound(back, -5)

    def test_what_is_no_rate_is_refused(self):
        self.new_tax(0)
        self.new_tax(1)
        for rate in (None, False, True, "", "21 %", "21,0", "nan", float("inf"), [21]):
            with self.subTest(rate=rate), self.assertRaises(InvalidDataError) as caught:
                self.taxes.get_tax_from_rate(rate)
            self.assertIn(f"the rate is {rate!r}", str(caught.exception))
            self.assertIn("20.0 for 20 %", str(caught.exception))
            self.assertEqual(error_kind(caught.exception), "skip")

    def test_many_rates_with_one_query(self):
        full, reduced = self.new_tax(21), self.new_tax(6)
        rates = ["21.0", 6, 6, 12.5] * 50
        self.taxes.get_taxes_from_rates(rates)
        (full + reduced).invalidate_recordset()
        with self.assertQueryCount(1):
            found = self.taxes.get_taxes_from_rates(rates)
        expected = {"21.0": full, 6: reduced, 12.5: self.taxes.browse()}
        self.assertEqual(found, expected)

    def test_no_rates(self):
        with self.assertQueryCount(0):
            self.assertEqual(self.taxes.get_taxes_from_rates([]), {})
