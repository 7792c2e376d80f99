"""Locks between transactions."""

from odoo.tests import TransactionCase

from odoo.addons.component.tests.common import new_rollbacked_env
from odoo.addons.connector.database import (
    pg_try_advisory_lock,
    pg_try_advisory_locks,
    pg_wait_advisory_lock,
)


class TestAdvisoryLock(TransactionCase):
    def test_second_transaction_is_refused(self):
        with new_rollbacked_env() as env1, new_rollbacked_env() as env2:
            self.assertIs(pg_try_advisory_lock(env1, "connector test lock"), True)
            self.assertIs(pg_try_advisory_lock(env2, "connector test lock"), False)

    def test_other_name(self):
        with new_rollbacked_env() as env1, new_rollbacked_env() as env2:
            self.assertTrue(pg_try_advisory_lock(env1, "connector test lock"))
            self.assertTrue(pg_try_advisory_lock(env2, "another test lock"))

    def test_again_in_the_same_transaction(self):
        with new_rollbacked_env() as env1:
            self.assertTrue(pg_try_advisory_lock(env1, "connector test lock"))
            self.assertTrue(pg_try_advisory_lock(env1, "connector test lock"))

    def test_released_with_the_transaction(self):
        with new_rollbacked_env() as env1, new_rollbacked_env() as env2:
            self.assertTrue(pg_try_advisory_lock(env1, "connector test lock"))
            env1.cr.rollback()
            self.assertTrue(pg_try_advisory_lock(env2, "connector test lock"))

    def test_any_object_by_its_string(self):
        with new_rollbacked_env() as env1, new_rollbacked_env() as env2:
            self.assertTrue(pg_try_advisory_lock(env1, ("é", 1)))
            self.assertFalse(pg_try_advisory_lock(env2, str(("é", 1))))

    def test_key_is_the_same_on_every_machine(self):
        """Workers of all servers, and of all versions, must agree on the key."""
        with new_rollbacked_env() as env:
            self.assertTrue(pg_try_advisory_lock(env, "connector test lock"))
            env.cr.execute(
                """
                SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
                WHERE locktype = 'advisory' AND pid = pg_backend_pid()
                """
            )
            # First 8 bytes of the SHA-1, the first one as the most significant.
            self.assertEqual(env.cr.fetchone()[0], 9094705286452691217)

    def test_several(self):
        with new_rollbacked_env() as env1, new_rollbacked_env() as env2:
            self.assertTrue(pg_try_advisory_lock(env1, "second"))
            names = ["first", "second", "third", "first"]
            with self.assertQueryCount(1):
                obtained = pg_try_advisory_locks(env2, names)
            self.assertEqual(obtained, [True, False, True, True])
            self.assertFalse(pg_try_advisory_lock(env1, "third"))
            self.assertEqual(pg_try_advisory_locks(env1, []), [])

    def test_wait(self):
        with new_rollbacked_env() as env1, new_rollbacked_env() as env2:
            env2.cr.execute("SET LOCAL lock_timeout = '7s'")
            self.assertTrue(pg_try_advisory_lock(env1, "connector test lock"))
            self.assertFalse(pg_wait_advisory_lock(env2, "connector test lock", 0.1))
            env1.cr.rollback()
            self.assertTrue(pg_wait_advisory_lock(env2, "connector test lock", 5))
            env2.cr.execute("SHOW lock_timeout")
            self.assertEqual(env2.cr.fetchone(), ("7s",), "as it was before")
