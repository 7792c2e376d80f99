import threading
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.connector.exception import RetryableJobError
from odoo.addons.connector.models.checkpoint import (
    CheckpointConcurrencyError,
    add_checkpoint,
)


@tagged("post_install", "-at_install")
class TestCheckpointRace(TransactionCase):
    """Two transactions, on connections of their own, register the same record."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            partners = env["res.partner"].create(
                [{"name": "Race record"}, {"name": "Race backend"}]
            )
            self.record_id, self.backend_id = partners.ids
            env.cr.commit()
        self.addCleanup(self.remove)

    @contextmanager
    def transaction(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def remove(self):
        with self.transaction() as env:
            self.open_checkpoints(env).unlink()
            env["res.partner"].browse([self.record_id, self.backend_id]).unlink()
            env.cr.commit()

    def open_checkpoints(self, env):
        return env["connector.checkpoint"].search(
            [
                ("model_id.model", "=", "res.partner"),
                ("record_id", "=", self.record_id),
                ("state", "=", "need_review"),
            ]
        )

    def add(self, env):
        return add_checkpoint(
            env, "res.partner", self.record_id, "res.partner", self.backend_id
        )

    @mute_logger("odoo.sql_db")
    def test_registered_since_the_transaction_began(self):
        with self.transaction() as first, self.transaction() as second:
            self.assertFalse(self.open_checkpoints(second))
            checkpoint = self.add(first)
            first.cr.commit()
            with self.assertRaises(CheckpointConcurrencyError) as caught:
                self.add(second)
            self.assertIsInstance(caught.exception, RetryableJobError)
            self.assertIsInstance(caught.exception, ConcurrencyError)
            self.assertTrue(caught.exception.ignore_retry)
            self.assertIn(f"res.partner,{self.record_id}", str(caught.exception))
            self.assertIn(f"res.partner,{self.backend_id}", str(caught.exception))
            self.assertTrue(second["res.users"].search_count([]), "still usable")
            second.cr.rollback()
            second.transaction.reset()
            self.assertEqual(self.add(second).id, checkpoint.id)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_call_of_a_user_is_repeated_by_odoo(self):
        with self.transaction() as first, self.transaction() as second:
            self.assertFalse(self.open_checkpoints(second))
            checkpoint = self.add(first)
            first.cr.commit()
            with patch("odoo.service.model.time.sleep"):
                result = retrying(lambda: self.add(second), second)
            self.assertEqual(result.id, checkpoint.id)

    def registered_meanwhile(self, finish):
        """Register in a thread while the first transaction is not finished."""
        outcome = []

        def register(env):
            try:
                outcome.append(self.add(env).id)
                env.cr.commit()
            except CheckpointConcurrencyError as error:
                outcome.append(error)

        # The environment is made here: the thread of the tests holds the lock of
        # the registries.
        with self.transaction() as first, self.transaction() as second:
            self.add(first)
            first.flush_all()
            thread = threading.Thread(target=register, args=[second])
            thread.start()
            thread.join(timeout=0.5)
            self.assertTrue(thread.is_alive(), "waits for the first transaction")
            finish(first.cr)
            thread.join(timeout=30)
            self.assertFalse(thread.is_alive())
        return outcome[0]

    @mute_logger("odoo.sql_db")
    def test_other_transaction_commits(self):
        outcome = self.registered_meanwhile(lambda cr: cr.commit())
        self.assertIsInstance(outcome, CheckpointConcurrencyError)
        with self.transaction() as env:
            self.assertEqual(len(self.open_checkpoints(env)), 1)

    @mute_logger("odoo.sql_db")
    def test_other_transaction_is_rolled_back(self):
        outcome = self.registered_meanwhile(lambda cr: cr.rollback())
        with self.transaction() as env:
            self.assertEqual(self.open_checkpoints(env).ids, [outcome])
