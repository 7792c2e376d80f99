"""What salespeople, connector users and managers see, asked as the web client asks."""

from __future__ import annotations

import json

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

PREFIXES = ("connector.", "magento.")
SECRETS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")


@tagged("standard", "-at_install", "post_install")
class TestAccess(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = {
            "hh_sales": "base.group_user,sales_team.group_sale_manager",
            "hh_user": "base.group_user,connector.group_connector_user",
            "hh_manager": "base.group_user,connector.group_connector_manager",
        }
        for login, names in groups.items():
            new_test_user(cls.env, login, names, password=login)
        cls.backend = cls.env["magento.backend"].create(
            {
                "name": "Shop",
                "url": "https://shop.test",
                "username": "s3cr3t-username",
                "password": "s3cr3t-password",
                **{name: f"s3cr3t-{name}" for name in SECRETS},
            }
        )
        binding = cls.env["magento.res.partner"].create(
            {"backend_id": cls.backend.id, "external_id": "1", "name": "Ada"}
        )
        cls.backend._delay_imports("magento.res.partner", ["2"])
        cls.backend.add_checkpoint(binding)
        cls.backend._start_run(binding, "Import")
        cls.env.flush_all()

    def models(self):
        """Our concrete models; an order or a product is everybody's."""
        return sorted(
            name
            for name, model in self.registry.items()
            if name.startswith(PREFIXES)
            and not name.startswith("connector.test.")
            and not model._abstract
        )

    def rpc(self, model, method, *args, **kwargs):
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {
                        "model": model,
                        "method": method,
                        "args": list(args),
                        "kwargs": kwargs,
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        self.assertNotIn("s3cr3t", answer.text, f"{model}.{method}")
        return answer.json()

    def refused(self, answer):
        error = answer.get("error", {}).get("data", {}).get("name", "")
        return error == "odoo.exceptions.AccessError"

    def test_salespeople_see_no_model_of_ours(self):
        self.authenticate("hh_sales", "hh_sales")
        models = self.models()
        self.assertGreater(len(models), 12)
        for name in models:
            with self.subTest(model=name):
                self.assertTrue(
                    self.refused(self.rpc(name, "search_read", [], ["display_name"]))
                )
                # Each field alone: none is read past the rights on its model.
                for field in self.env[name]._fields.keys() - {"id"}:
                    answer = self.rpc(name, "web_read", [1], {field: {}})
                    self.assertTrue(self.refused(answer), field)

    def test_salespeople_call_no_button(self):
        self.authenticate("hh_sales", "hh_sales")
        for name in self.models():
            buttons = [
                method
                for method in dir(type(self.env[name]))
                if method.startswith("action_")
                and not method.startswith(("action_archive", "action_unarchive"))
                and type(self.env[name])._original_module != "mail"
                and getattr(type(self.env[name]), method).__module__.startswith(
                    ("odoo.addons.connector", "odoo.addons.connector_magento")
                )
            ]
            record = self.env[name].sudo().search([], limit=1)
            for method in buttons if record else ():
                with self.subTest(model=name, method=method):
                    answer = self.rpc(name, method, record.ids)
                    # What only names the list to open tells nothing.
                    opened = (answer.get("result") or {}).get("res_model", name)
                    if opened == name or opened not in self.env:
                        self.assertIn("error", answer)
        answer = self.rpc("connector.dashboard", "figures")
        self.assertTrue(self.refused(answer))

    def test_salespeople_see_no_menu_nor_page(self):
        sales = self.env["res.users"].search([("login", "=", "hh_sales")])
        root = self.env.ref("connector.menu_connector_root")
        ours = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
        visible = self.env["ir.ui.menu"].with_user(sales)._visible_menu_ids()
        self.assertFalse(set(ours.ids) & set(visible))
        arch = self.env["res.partner"].with_user(sales).get_view(view_type="form")
        self.assertNotIn("magento_bind_ids", arch["arch"])

    def test_salespeople_see_no_job(self):
        self.authenticate("hh_sales", "hh_sales")
        self.assertTrue(
            self.refused(self.rpc("queue.job", "search_read", [], ["name"]))
        )

    def test_users_see_all_but_secrets(self):
        self.authenticate("hh_user", "hh_user")
        # Of managers only: limits per second, marks of exports, which nobody looks at.
        technical = {"connector.rest.budget", "connector.export.receipt"}
        for name in sorted(set(self.models()) - technical):
            with self.subTest(model=name):
                user = self.env["res.users"].search([("login", "=", "hh_user")])
                model = self.env[name].with_user(user)
                readable = [
                    field.name
                    for field in model._fields.values()
                    # Those of the contact behind it are Odoo's.
                    if not field.inherited and model._has_field_access(field, "read")
                ]
                answer = self.rpc(name, "search_read", [], readable)
                self.assertNotIn("error", answer)
        for secret in (*SECRETS, "username", "password", "connector_user_id"):
            answer = self.rpc(
                "magento.backend", "web_read", [self.backend.id], {secret: {}}
            )
            self.assertTrue(self.refused(answer), secret)

    def test_users_configure_nothing(self):
        user = self.env["res.users"].search([("login", "=", "hh_user")])
        wizards = {name for name in self.models() if self.env[name]._transient}
        reviewed = {"connector.checkpoint"}
        for name in sorted(set(self.models()) - wizards - reviewed):
            model = self.env[name].with_user(user)
            for operation in ("write", "create", "unlink"):
                with self.subTest(model=name, operation=operation):
                    self.assertFalse(model.has_access(operation))
        backend = self.backend.with_user(user)
        for method in ("action_import_customers", "action_check_connection"):
            with self.assertRaises(AccessError):
                getattr(backend, method)()

    def test_every_model_of_the_backend_follows_its_company(self):
        manager = self.env["res.users"].search([("login", "=", "hh_manager")])
        self.backend.company_id = self.env["res.company"].create({"name": "Other"})
        self.env.flush_all()
        # A run stays in the company that it worked for.
        for name in set(self.models()) - {"connector.run", "connector.run.step"}:
            model = self.env[name].with_user(manager)
            if not model._transient and model.has_access("read"):
                with self.subTest(model=name):
                    self.assertFalse(model.search([]) - self.others(model))

    def others(self, model):
        """What does not belong to the backend of this test."""
        return (
            model.sudo()
            .search([])
            .filtered(
                lambda record: (
                    not any(
                        f"magento.backend,{self.backend.id}" == str(value)
                        for value in self.owners(record)
                    )
                )
            )
        )

    def owners(self, record):
        for name in ("backend_id", "backend"):
            if name in record._fields and record[name]:
                owner = record[name]
                if isinstance(owner, str):
                    yield owner
                elif isinstance(owner, int):
                    yield f"{record.backend_model},{owner}"
                else:
                    yield f"{owner._name},{owner.id}"
        if record._name == "magento.backend":
            yield f"magento.backend,{record.id}"
