"""Every model of ours says who may do what with its records."""

from __future__ import annotations

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
