"""Finding and creating payment modes by the names of a shop."""

from lxml import etree
from psycopg2 import IntegrityError

from odoo import Command, api
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.connector.exception import (
    ConfigurationError,
    InvalidDataError,
    error_kind,
)


class PaymentModeCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manual = cls.env.ref("account.account_payment_method_manual_in")
        cls.company = cls.new_company("Payment Company", "Bank of Payment Company")
        cls.other = cls.new_company("Other Company", "Bank of Other Company")
        cls.salesman = new_test_user(
            cls.env,
            "payment-salesman",
            groups="sales_team.group_sale_salesman",
            company_id=cls.company.id,
            company_ids=[Command.set((cls.company + cls.other).ids)],
        )
        cls.modes = cls.env["account.payment.mode"].with_company(cls.company)
        cls.as_salesman = cls.modes.with_user(cls.salesman)

    @classmethod
    def new_company(cls, name, bank=None, **values):
        company = cls.env["res.company"].create({"name": name, **values})
        if bank:
            cls.env["account.journal"].with_company(company).create(
                {
                    "name": bank,
                    "type": "bank",
                    "code": "BNKT",
                    "company_id": company.id,
                }
            )
        return company

    def new_mode(self, name, **values):
        return self.modes.create(
            {
                "name": name,
                "payment_method_id": self.manual.id,
                "bank_account_link": "variable",
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestImportRule(PaymentModeCase):
    def test_choices_and_defaults(self):
        mode = self.new_mode("New")
        self.assertEqual((mode.import_rule, mode.days_before_cancel), ("always", 30))
        self.assertEqual(
            [value for value, _label in self.modes._get_import_rules()],
            ["always", "never", "paid", "authorized"],
        )
        selection = self.modes.fields_get(["import_rule"])["import_rule"]["selection"]
        self.assertEqual(selection, self.modes._get_import_rules())
        self.assertTrue(self.modes._fields["import_rule"].required)

    def test_rules_of_other_addons(self):
        def rules(model):
            return [*original(model), ("processing", "Processing")]

        model_class = self.registry["account.payment.mode"]
        original = model_class._get_import_rules
        self.patch(model_class, "_get_import_rules", api.model(rules))
        self.assertEqual(
            self.new_mode("New", import_rule="processing").import_rule, "processing"
        )

    def test_required(self):
        mode = self.new_mode("New")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            mode.import_rule = False
            mode.flush_recordset()

    def test_days_are_not_negative(self):
        mode = self.new_mode("New", days_before_cancel=0)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            mode.days_before_cancel = -1
            mode.flush_recordset()

    def test_form(self):
        form = Form(
            self.new_mode("New"), "account_payment_mode.account_payment_mode_form"
        )
        self.assertEqual(form.import_rule, "always")
        form.import_rule = "paid"
        form.days_before_cancel = 7
        form.variable_journal_ids.add(
            self.env["account.journal"].search(
                [("company_id", "=", self.company.id), ("type", "=", "bank")]
            )
        )
        mode = form.save()
        self.assertEqual((mode.import_rule, mode.days_before_cancel), ("paid", 7))

    def arch(self, view_type):
        names = {
            "form": "account_payment_mode_form",
            "list": "account_payment_mode_tree",
        }
        view = self.env.ref(f"account_payment_mode.{names[view_type]}")
        manager = new_test_user(
            self.env,
            "payment-manager",
            groups="account.group_account_manager",
            company_id=self.company.id,
            company_ids=[Command.set((self.company + self.other).ids)],
        )
        modes = self.env["account.payment.mode"].with_user(manager)
        return etree.fromstring(modes.get_view(view.id, view_type)["arch"])

    def test_places_of_the_form(self):
        arch = self.arch("form")
        [main] = arch.xpath("//group[@name='main']")
        group = main.getnext()
        self.assertEqual(group.get("name"), "import_rule")
        fields = [field.get("name") for field in group.iter("field")]
        self.assertEqual(fields, ["import_rule", "days_before_cancel"])
        # Fields beside groups would have no labels.
        self.assertFalse(group.xpath(".//group[field and group]"))
        self.assertEqual(len(group.xpath(".//group[@name='import_rule_help']")), 1)

    def test_place_in_the_list(self):
        names = [field.get("name") for field in self.arch("list").iter("field")]
        self.assertEqual(names.index("import_rule"), names.index("company_id") - 1)

    def test_xml_ids_of_the_views(self):
        for name, parent in (
            ("account_payment_mode_form_inherit", "account_payment_mode_form"),
            ("account_payment_mode_tree_inherit", "account_payment_mode_tree"),
        ):
            view = self.env.ref(f"connector_ecommerce.{name}")
            self.assertEqual(
                view.inherit_id, self.env.ref(f"account_payment_mode.{parent}")
            )


@tagged("post_install", "-at_install")
class TestFind(PaymentModeCase):
    def assertFound(self, mode, name):
        count = self.env["account.payment.mode"].search_count([])
        self.assertEqual(self.as_salesman.get_or_create_payment_method(name), mode)
        self.assertEqual(self.env["account.payment.mode"].search_count([]), count)

    def assertCreated(self, name):
        known = self.env["account.payment.mode"].with_context(active_test=False)
        known = known.search([])
        mode = self.as_salesman.get_or_create_payment_method(name)
        self.assertNotIn(mode, known)
        self.assertEqual(mode.name, name.strip())
        return mode

    def test_same_name(self):
        self.assertFound(self.new_mode("PayPal"), "PayPal")

    def test_case_and_blanks_around_do_not_matter(self):
        mode = self.new_mode("Chèque Élégant")
        for name in ("chèque élégant", "CHÈQUE ÉLÉGANT", "  Chèque Élégant\n"):
            self.assertFound(mode, name)
        mode = self.new_mode(" Scheck Weststraße ")
        for name in ("Scheck Weststraße", "SCHECK WESTSTRASSE"):
            self.assertFound(mode, name)

    def test_wildcards_are_letters(self):
        self.new_mode("Credit card")
        for name in ("Credit%", "Credit_card", "%", "_redit card", "Credit\\card"):
            created = self.assertCreated(name)
            self.assertFound(created, name)

    def test_part_of_a_name_is_another_name(self):
        self.new_mode("PayPal Express")
        self.assertCreated("PayPal")

    def test_any_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        mode = self.new_mode("Credit card")
        mode.with_context(lang="fr_FR").name = "Carte bancaire"
        for language in ("en_US", "fr_FR", None):
            self.as_salesman = self.as_salesman.with_context(lang=language)
            self.assertFound(mode, "credit card")
            self.assertFound(mode, "carte bancaire")

    def test_company(self):
        mode = self.new_mode("PayPal")
        self.as_salesman = self.as_salesman.with_company(self.other)
        theirs = self.assertCreated("PayPal")
        self.assertEqual(theirs.company_id, self.other)
        self.as_salesman = self.as_salesman.with_context(
            allowed_company_ids=(self.company + self.other).ids
        )
        self.assertFound(mode, "PayPal")

    def test_archived_is_found(self):
        mode = self.new_mode("Check", active=False, import_rule="never")
        self.assertFound(mode, "check")
        current = self.new_mode("Check", sequence=99)
        self.assertFound(current, "check")

    def test_for_outgoing_payments_is_another_one(self):
        outgoing = self.env.ref("account.account_payment_method_manual_out")
        self.new_mode("Transfer", payment_method_id=outgoing.id)
        incoming = self.assertCreated("Transfer")
        self.assertEqual(incoming.payment_type, "inbound")

    def test_first_of_the_list_among_equals(self):
        self.new_mode("PayPal", sequence=8)
        first = self.new_mode("paypal", sequence=2)
        self.assertFound(first, "PAYPAL")

    def test_one_query(self):
        modes = self.modes.browse(
            [self.new_mode(f"Mode {number}").id for number in range(20)]
        )
        self.as_salesman.get_or_create_payment_method("Mode 7")
        modes.invalidate_model()
        with self.assertQueryCount(1):
            self.as_salesman.get_or_create_payment_method("Mode 7")

    def test_result_has_the_environment_of_the_caller(self):
        self.new_mode("PayPal")
        for name in ("PayPal", "Another"):
            mode = self.as_salesman.get_or_create_payment_method(name)
            self.assertEqual(mode.env, self.as_salesman.env)
            with self.assertRaises(AccessError):
                mode.name = "Renamed"


@tagged("post_install", "-at_install")
class TestCreate(PaymentModeCase):
    def test_values(self):
        mode = self.as_salesman.get_or_create_payment_method("PayPal")
        bank = self.env["account.journal"].search(
            [("name", "=", "Bank of Payment Company")]
        )
        self.assertRecordValues(
            mode,
            [
                {
                    "name": "PayPal",
                    "company_id": self.company.id,
                    "payment_method_id": self.manual.id,
                    "bank_account_link": "variable",
                    "variable_journal_ids": bank.ids,
                    "import_rule": "always",
                    "days_before_cancel": 30,
                    "active": True,
                }
            ],
        )

    def test_an_order_can_have_it(self):
        mode = self.as_salesman.get_or_create_payment_method("PayPal")
        order = self.env["sale.order"].with_user(self.salesman)
        order = order.with_company(self.company).create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Ann"}).id,
                "payment_mode_id": mode.id,
            }
        )
        self.assertEqual(order.payment_mode_id, mode)

    def test_salesman_may_not_create_otherwise(self):
        with self.assertRaises(AccessError):
            self.as_salesman.create({"name": "Mine"})

    def test_not_callable_from_outside(self):
        """It creates with more rights than its caller has."""
        with self.assertRaises(AccessError):
            get_public_method(self.as_salesman, "get_or_create_payment_method")

    def test_what_is_no_name(self):
        long = "x" * 256
        for name in ("", "   ", "\n", None, False, 7, "Pay\0Pal", long):
            with self.subTest(name=name), self.assertRaises(InvalidDataError) as caught:
                self.as_salesman.get_or_create_payment_method(name)
            message = str(caught.exception)
            self.assertIn(repr(name)[:80], message)
            self.assertIn("payment method of this order", message)
            self.assertLess(len(message), 400)
            self.assertEqual(error_kind(caught.exception), "skip")
        self.assertTrue(self.as_salesman.get_or_create_payment_method(long[:255]))

    def test_company_without_journals(self):
        bare = self.new_company("Bare Company")
        self.salesman.company_ids += bare
        with self.assertRaises(ConfigurationError) as caught:
            self.as_salesman.with_company(bare).get_or_create_payment_method("PayPal")
        message = str(caught.exception)
        for part in (
            "PayPal",
            "Bare Company",
            "bank and cash journals",
            "chart of acc",
        ):
            self.assertIn(part, message)
        self.assertEqual(caught.exception.record, bare)
        self.assertEqual(error_kind(caught.exception), "configuration")

    def test_company_whose_journals_lack_the_method(self):
        self.env["account.payment.method.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("payment_method_id", "=", self.manual.id),
            ]
        ).unlink()
        with self.assertRaisesRegex(ConfigurationError, "payment method Manual"):
            self.as_salesman.get_or_create_payment_method("PayPal")
        found = self.new_mode("PayPal")
        self.assertEqual(self.as_salesman.get_or_create_payment_method("paypal"), found)

    def test_branch_uses_the_journals_above_it(self):
        branch = self.new_company("Branch", parent_id=self.company.id)
        self.salesman.company_ids += branch
        as_branch = self.as_salesman.with_company(branch)
        mode = as_branch.get_or_create_payment_method("PayPal")
        self.assertRecordValues(
            mode,
            [
                {
                    "company_id": branch.id,
                    "payment_method_id": self.manual.id,
                    "variable_journal_ids": [],
                }
            ],
        )
        self.assertEqual(as_branch.get_or_create_payment_method("PayPal"), mode)
