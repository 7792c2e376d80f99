"""Two users press a button at the same moment: real transactions, really committed."""

from __future__ import annotations

from contextlib import contextmanager

from odoo.tests import TransactionCase, tagged


@tagged("standard", "at_install")
class TestButtonRace(TransactionCase):
    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            values = {"name": "Race", "url": "http://127.0.0.1:9"}
            self.backend_id = env["magento.backend"].create(values).id
        self.addCleanup(self.clean)

    @contextmanager
    def transaction(self):
        """Environment on a cursor of its own, committed at the end."""
        with self.registry.cursor() as cr:
            yield self.env(cr=cr)

    def clean(self):
        with self.transaction() as env:
            self.jobs(env).unlink()
            env["connector.run"].search([("name", "like", "Race:")]).unlink()
            env["magento.backend"].browse(self.backend_id).unlink()

    def jobs(self, env):
        return env["queue.job"].search([("name", "like", "Race:")])

    def press(self, env):
        backend = env["magento.backend"].browse(self.backend_id)
        return backend.action_import_customers()["params"]["type"]

    def test_at_the_same_time(self):
        with self.transaction() as first, self.transaction() as second:
            kinds = [self.press(first), self.press(second)]
        self.assertEqual(kinds, ["success", "warning"])
        with self.transaction() as env:
            self.assertEqual(len(self.jobs(env)), 1)

    def test_committed_after_our_snapshot(self):
        """The first one is done with the lock, yet the second can't see its job."""
        with self.transaction() as second:
            second.cr.execute("SELECT 1 FROM res_users LIMIT 1")  # our snapshot
            with self.transaction() as first:
                self.assertEqual(self.press(first), "success")
            self.assertFalse(self.jobs(second))
            self.assertEqual(self.press(second), "warning")
        with self.transaction() as env:
            self.assertEqual(len(self.jobs(env)), 1)
