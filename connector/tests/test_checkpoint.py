from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.connector.checkpoint import checkpoint as legacy
from odoo.addons.connector.models import checkpoint as current

from .checkpoint_case import CheckpointCase


@tagged("post_install", "-at_install")
class TestCheckpoint(CheckpointCase):
    def test_import_paths_give_the_same_objects(self):
        for name in (
            "ConnectorCheckpoint",
            "ConnectorCheckpointReview",
            "add_checkpoint",
        ):
            self.assertIs(getattr(legacy, name), getattr(current, name))

    def test_add_checkpoint(self):
        checkpoint = self.add()
        self.assertEqual(checkpoint._name, "connector.checkpoint")
        self.assertEqual(checkpoint.record, self.record)
        self.assertEqual(checkpoint.name, "Ada Lovelace")
        self.assertEqual(checkpoint.record_id, self.record.id)
        self.assertEqual(checkpoint.model_id, self.partner_model)
        self.assertEqual(checkpoint.backend_id, self.backend)
        self.assertEqual(checkpoint.state, "need_review")
        self.assertFalse(checkpoint.reason)
        self.assertEqual(
            checkpoint.read(["record", "backend_id"])[0],
            {
                "id": checkpoint.id,
                "record": f"res.partner,{self.record.id}",
                "backend_id": f"res.partner,{self.backend.id}",
            },
        )

    def test_add_checkpoint_as_connector_manager(self):
        env = self.env(user=self.manager)
        checkpoint = self.add(env=env)
        self.assertEqual(checkpoint.env.user, self.manager)
        self.assertEqual(checkpoint.name, "Ada Lovelace")
        self.assertTrue(checkpoint.reviewed())

    def test_unknown_model(self):
        with self.assertRaisesRegex(
            AssertionError, "^The model not.a.model does not exist$"
        ):
            self.checkpoints.create_from_name(
                "not.a.model", 1, "res.partner", self.backend.id
            )

    def test_unknown_backend_model(self):
        with self.assertRaisesRegex(
            AssertionError, "^The model no.backend does not exist$"
        ):
            self.checkpoints.create_from_name(
                "res.partner", self.record.id, "no.backend", 1
            )

    def test_reviewed_marks_all_and_returns_the_write_result(self):
        both = self.add() + self.add(self.record2)
        self.assertIs(both.reviewed(), True)
        self.assertEqual(both.mapped("state"), ["reviewed", "reviewed"])

    def test_review_is_traced(self):
        checkpoint = self.add(env=self.env(user=self.manager))
        self.flush_tracking()
        before = checkpoint.message_ids
        checkpoint.reviewed()
        self.flush_tracking()
        trace = checkpoint.message_ids - before
        self.assertEqual(trace.author_id, self.manager.partner_id)
        self.assertEqual(
            trace.sudo().tracking_value_ids.mapped("new_value_char"), ["Reviewed"]
        )

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.flush()

    def test_needaction_domain(self):
        self.assertEqual(
            self.checkpoints._needaction_domain_get(), [("state", "=", "need_review")]
        )

    def test_reference_models(self):
        self.env["ir.model"].create({"name": "Manual", "model": "x_manual"})
        models = dict(self.checkpoints._reference_models())
        self.assertEqual(models["res.partner"], "Contact")
        self.assertNotIn("x_manual", models)
        self.assertFalse([model for model in models if model.startswith("ir.")])

    def test_reference_models_are_read_once(self):
        self.checkpoints._reference_models()
        with self.assertQueryCount(0):
            self.checkpoints._reference_models()

    def test_company_of_the_backend(self):
        self.assertEqual(self.add().company_id, self.company)
        self.assertEqual(
            self.add(backend=self.other_backend).company_id, self.other_company
        )

    def test_no_company(self):
        self.backend.company_id = False
        self.assertFalse(self.add().company_id)
        backend_without_company_field = self.env["res.lang"].search([], limit=1)
        checkpoint = self.add(backend=backend_without_company_field)
        self.assertFalse(checkpoint.company_id)

    def test_company_follows_a_change_of_backend(self):
        checkpoint = self.add()
        checkpoint.backend_id = self.other_backend
        self.assertEqual(checkpoint.company_id, self.other_company)
        checkpoint.backend_id = self.env["res.lang"].search([], limit=1)
        self.assertFalse(checkpoint.company_id)

    def test_company_of_deleted_backend(self):
        checkpoint = self.add()
        self.backend.unlink()
        self.env.add_to_compute(self.checkpoints._fields["company_id"], checkpoint)
        self.assertFalse(checkpoint.company_id)

    def test_open_record(self):
        action = self.add().open_record()
        self.assertEqual(action["type"], "ir.actions.act_window")
        self.assertEqual(action["res_model"], "res.partner")
        self.assertEqual(action["res_id"], self.record.id)

    def test_open_deleted_record(self):
        checkpoint = self.add()
        self.record.unlink()
        with self.assertRaisesRegex(UserError, r"Contact \d+ \(deleted\)"):
            checkpoint.open_record()


@tagged("post_install", "-at_install")
class TestCheckpointOncePerRecord(CheckpointCase):
    def test_open_checkpoint_is_returned(self):
        self.assertEqual(self.add(), self.add())
        self.assertEqual(len(self.add().message_ids), 1, "nobody is notified again")

    def test_another_record_or_backend_is_another_checkpoint(self):
        checkpoint = self.add()
        self.assertNotEqual(self.add(self.record2), checkpoint)
        self.assertNotEqual(self.add(backend=self.other_backend), checkpoint)

    def test_reviewed_record_can_be_registered_again(self):
        checkpoint = self.add()
        checkpoint.reviewed()
        again = self.add()
        self.assertNotEqual(again, checkpoint)
        again.reviewed()
        self.assertNotIn(self.add(), checkpoint + again)

    def test_checkpoint_hidden_by_the_company_rule(self):
        checkpoint = self.add(backend=self.other_backend)
        env = self.env(user=self.manager)
        self.assertFalse(checkpoint.with_env(env).has_access("read"))
        again = self.add(backend=self.other_backend, env=env)
        self.assertEqual(again.id, checkpoint.id)
        self.assertFalse(again.env.su)

    def test_no_right_to_create_is_no_right_to_add_a_reason(self):
        checkpoint = self.add()
        with self.assertRaises(AccessError):
            self.add(env=self.env(user=self.employee), reason="Look at me")
        self.assertFalse(checkpoint.reason)

    def test_direct_duplicate_is_refused(self):
        checkpoint = self.add()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation) as caught,
            self.env.cr.savepoint(),
        ):
            checkpoint.copy()
        message = self.checkpoints._sql_error_to_message(caught.exception)
        self.assertIn("already has a checkpoint to review", message)

    def test_reason(self):
        checkpoint = self.add(reason="The country XX is unknown.")
        self.assertEqual(checkpoint.reason, "The country XX is unknown.")
        self.assertEqual(len(checkpoint.message_ids), 1)
        self.assertIn("The country XX is unknown.", checkpoint.message_ids.body)

    def test_reasons_add_up_and_are_told_once(self):
        checkpoint = self.add()
        for reason in ("No country.", "No <price>.", "No country.", None):
            self.assertEqual(self.add(reason=reason), checkpoint)
        self.assertEqual(checkpoint.reason, "No country.\n\nNo <price>.")
        last, first, _request = checkpoint.message_ids
        self.assertIn("No country.", first.body)
        self.assertIn("No &lt;price&gt;.", last.body)

    def test_reason_is_kept_quietly(self):
        self.add()
        for key in ("tracking_disable", "mail_notrack"):
            quiet = self.env(context={key: True})
            checkpoint = self.add(env=quiet, reason=f"Quiet {key}")
            self.assertIn(f"Quiet {key}", checkpoint.reason)
            self.assertEqual(len(checkpoint.message_ids), 1)


@tagged("post_install", "-at_install")
class TestCheckpointNotification(CheckpointCase):
    def test_creation_posts_one_comment(self):
        message = self.add().message_ids
        self.assertEqual(len(message), 1)
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertIn("A Contact needs a review.", message.body)

    def test_managers_follow(self):
        implied = new_test_user(
            self.env, "jobs", groups="base.group_user,queue_job.group_queue_job_manager"
        )
        gone = new_test_user(
            self.env,
            "gone",
            groups="base.group_user,connector.group_connector_manager",
        )
        gone.active = False
        followers = self.add().message_partner_ids
        self.assertLessEqual((self.manager + implied).partner_id, followers)
        self.assertFalse((self.employee + gone).partner_id & followers)

    def test_managers_are_notified(self):
        message = self.add().message_ids
        self.assertIn(self.manager.partner_id, message.notified_partner_ids)

    def test_managers_of_other_companies_do_not_follow(self):
        abroad = new_test_user(
            self.env,
            "abroad",
            groups="base.group_user,connector.group_connector_manager",
            company_id=self.other_company.id,
            company_ids=[(6, 0, self.other_company.ids)],
        )
        here = self.add().message_partner_ids
        there = self.add(backend=self.other_backend).message_partner_ids
        self.assertIn(self.manager.partner_id, here)
        self.assertNotIn(abroad.partner_id, here)
        self.assertIn(abroad.partner_id, there)
        self.assertNotIn(self.manager.partner_id, there)
        self.backend.company_id = False
        everybody = self.add(self.record2).message_partner_ids
        self.assertLessEqual((self.manager + abroad).partner_id, everybody)

    def test_no_group_no_follower(self):
        self.env["ir.model.data"].search(
            [("module", "=", "connector"), ("name", "=", "group_connector_manager")]
        ).unlink()
        checkpoint = self.add()
        self.assertNotIn(self.manager.partner_id, checkpoint.message_partner_ids)
        self.assertEqual(len(checkpoint.message_ids), 1)

    def test_batch_subscribes_once(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Partner {index}"} for index in range(10)]
        )
        vals_list = [
            {
                "model_id": self.partner_model.id,
                "record_id": partner.id,
                "backend_id": f"res.partner,{self.backend.id}",
            }
            for partner in partners
        ]
        model_class = self.registry["connector.checkpoint"]
        with (
            patch.object(
                model_class,
                "message_subscribe",
                autospec=True,
                side_effect=model_class.message_subscribe,
            ) as subscribe,
            patch.object(
                self.registry["res.users"],
                "search",
                autospec=True,
                side_effect=self.registry["res.users"].search,
            ) as search_users,
        ):
            checkpoints = self.checkpoints.create(vals_list)
        self.assertEqual(len(subscribe.mock_calls), 1)
        self.assertEqual(len(search_users.mock_calls), 1)
        for checkpoint in checkpoints:
            self.assertIn(self.manager.partner_id, checkpoint.message_partner_ids)
            self.assertEqual(len(checkpoint.message_ids), 1)

    def test_context_keys(self):
        """key → does the manager follow, is a message posted"""
        expected = {
            "tracking_disable": (False, False),
            "mail_create_nosubscribe": (False, True),
            "mail_create_nolog": (True, False),
            "mail_notrack": (True, False),
        }
        for key, (follows, posted) in expected.items():
            for value in (True, False):
                with self.subTest(key=key, value=value):
                    env = self.env(context={key: value})
                    checkpoint = self.add(env=env)
                    self.assertEqual(
                        self.manager.partner_id in checkpoint.message_partner_ids,
                        follows or not value,
                    )
                    self.assertEqual(
                        len(checkpoint.message_ids), int(posted or not value)
                    )
                    self.assertEqual(checkpoint.env.context, env.context)
                    checkpoint.unlink()
