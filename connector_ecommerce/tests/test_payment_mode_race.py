"""Two jobs that create the same payment mode: real transactions, really committed."""

from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.connector.exception import RetryLater, error_kind

NAME = "Payment Mode of a Race"


@tagged("post_install", "-at_install")
class TestCreationRace(TransactionCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.clean)

    def clean(self):
        with self.transaction() as env:
            self.find(env).unlink()

    @contextmanager
    def transaction(self):
        with self.registry.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            yield self.env(cr=cursor)

    def find(self, env):
        modes = env["account.payment.mode"].with_context(active_test=False)
        return modes.search([("name", "=", NAME)])

    def get(self, env, name=NAME):
        return env["account.payment.mode"].get_or_create_payment_method(name)

    def count(self):
        with self.transaction() as env:
            return len(self.find(env))

    def test_at_the_same_time(self):
        with self.transaction() as first, self.transaction() as second:
            self.get(first)
            with self.assertRaises(RetryLater) as caught:
                self.get(second)
            self.assertTrue(caught.exception.ignore_retry)
            self.assertIn(NAME, str(caught.exception))
        self.assertEqual(self.count(), 1)

    @mute_logger("odoo.sql_db")
    def test_committed_after_our_snapshot(self):
        """The row is free again, yet we do not see what its holder committed."""
        with self.transaction() as second:
            second.cr.execute("SELECT 1 FROM res_partner LIMIT 1")  # our snapshot
            with self.transaction() as first:
                created = self.get(first).id
            with self.assertRaises(SerializationFailure) as caught:
                self.get(second)
            self.assertEqual(error_kind(caught.exception), "retry")
            second.cr.rollback()
        self.assertEqual(self.count(), 1)
        with self.transaction() as retried:
            self.assertEqual(self.get(retried).id, created)
        self.assertEqual(self.count(), 1)

    def test_what_exists_is_found_without_waiting(self):
        with self.transaction() as env:
            created = self.get(env).id
        with self.transaction() as first, self.transaction() as second:
            self.get(first, "Another Payment Mode")
            self.assertEqual(self.get(second).id, created)
            first.cr.rollback()
