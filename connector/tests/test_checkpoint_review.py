from odoo.tests import Form, tagged

from .checkpoint_case import CheckpointCase


@tagged("post_install", "-at_install")
class TestCheckpointReview(CheckpointCase):
    def wizard(self, **context):
        return self.env["connector.checkpoint.review"].with_context(**context)

    def test_default_is_the_selection(self):
        both = self.add() + self.add(self.record2)
        self.add(backend=self.other_backend)
        wizard = self.wizard(
            active_model="connector.checkpoint", active_ids=both.ids
        ).create({})
        self.assertEqual(wizard.checkpoint_ids, both)

    def test_default_is_empty_from_elsewhere(self):
        checkpoint = self.add()
        for context in (
            {},
            {"active_model": "res.partner", "active_ids": checkpoint.ids},
            {"active_model": "connector.checkpoint"},
        ):
            with self.subTest(context=context):
                self.assertFalse(self.wizard(**context).create({}).checkpoint_ids)

    def test_review(self):
        both = self.add() + self.add(self.record2)
        other = self.add(backend=self.other_backend)
        form = Form(
            self.wizard(active_model="connector.checkpoint", active_ids=both.ids),
            view="connector.view_connector_checkpoint_review",
        )
        action = form.save().review()
        self.assertEqual(action, {"type": "ir.actions.act_window_close"})
        self.assertEqual(both.mapped("state"), ["reviewed", "reviewed"])
        self.assertEqual(other.state, "need_review")

    def test_relation_table(self):
        field = self.env["connector.checkpoint.review"]._fields["checkpoint_ids"]
        self.assertEqual(
            (field.relation, field.column1, field.column2),
            ("connector_checkpoint_review_rel", "review_id", "checkpoint_id"),
        )
        self.assertEqual(field.domain, [("state", "=", "need_review")])

    def test_action_is_in_the_action_menu_of_the_list(self):
        bindings = self.env["ir.actions.actions"].get_bindings("connector.checkpoint")
        action = self.env.ref("connector.action_connector_checkpoint_review")
        [bound] = [act for act in bindings["action"] if act["id"] == action.id]
        self.assertEqual(bound["binding_view_types"], "list")
        self.assertEqual(action.target, "new")
        self.assertEqual(action.res_model, "connector.checkpoint.review")
