"""Every model of ours says who may do what with its records."""

from __future__ import annotations

import re

from odoo.tests import TransactionCase, tagged

from .project import addon_folders


@tagged("structure")
class TestAccess(TransactionCase):
    def our_models(self):
        ours = {addon.name for addon in addon_folders()}
        return [
            model
            for model in self.registry.values()
            if model._original_module in ours and not model._abstract
        ]

    def test_our_models_are_found(self):
        names = {model._name for model in self.our_models()}
        self.assertLessEqual({"connector.checkpoint", "magento.backend"}, names)

    def test_every_model_has_an_access_rule(self):
        rules = self.env["ir.model.access"].sudo().search([])
        with_rule = set(rules.model_id.mapped("model"))
        without = {model._name for model in self.our_models()} - with_rule
        self.assertFalse(without, "no line for them in security/ir.model.access.csv")

    def test_no_access_rule_is_for_everybody(self):
        """A rule without a group opens a model to portal users and visitors."""
        ours = {model._name for model in self.our_models()}
        open_to_all = (
            self.env["ir.model.access"]
            .sudo()
            .search([("group_id", "=", False), ("model_id.model", "in", sorted(ours))])
        )
        self.assertFalse(open_to_all.mapped("name"))

    def heirs(self, *bases):
        """Our models of backends or bindings, those of the test addons left out."""
        classes = tuple(self.registry[base] for base in bases)
        return [
            model
            for model in self.our_models()
            if issubclass(model, classes)
            and not model._original_module.startswith("test_")
        ]

    def test_connector_users_read_backends_and_bindings_and_change_none(self):
        user = self.env.ref("connector.group_connector_user")
        models = self.heirs("connector.backend", "external.binding")
        self.assertIn("magento.backend", {model._name for model in models})
        access = self.env["ir.model.access"].sudo()
        for model in models:
            with self.subTest(model=model._name):
                rules = access.search(
                    [("model_id", "=", model._name), ("group_id", "=", user.id)]
                )
                self.assertEqual(rules.mapped("perm_read"), [True])
                for right in ("write", "create", "unlink"):
                    self.assertFalse(any(rules.mapped(f"perm_{right}")), right)

    def test_backends_and_bindings_follow_the_company(self):
        rules = self.env["ir.rule"].sudo().search([("global", "=", True)])
        for model in self.heirs("connector.backend", "external.binding"):
            with self.subTest(model=model._name):
                domains = rules.filtered(
                    lambda rule, name=model._name: rule.model_id.model == name
                ).mapped("domain_force")
                self.assertTrue(any("company_id" in text for text in domains))

    def test_only_managers_read_keys(self):
        secret = re.compile(r"password|secret|token|username|(^|_)key($|_)")
        found = []
        for model in self.heirs("connector.backend"):
            for name, field in model._fields.items():
                if field.type == "char" and secret.search(name):
                    found.append(name)
                    with self.subTest(model=model._name, field=name):
                        self.assertIn("group_connector_manager", field.groups or "")
        self.assertIn("consumer_secret", found)

    def test_every_model_and_field_has_a_label(self):
        unlabelled = [
            f"{model._name}.{name}"
            for model in self.our_models()
            for name, field in model._fields.items()
            if not field.string
        ]
        self.assertFalse(unlabelled)
        undescribed = [m._name for m in self.our_models() if m._description == m._name]
        self.assertFalse(undescribed)
