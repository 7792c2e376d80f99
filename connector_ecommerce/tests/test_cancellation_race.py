"""Two jobs cancel the same order: real transactions, really committed."""

from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.connector.exception import error_kind


@tagged("post_install", "-at_install")
class TestCancellationRace(TransactionCase):
    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            customer = env["res.partner"].create({"name": "Customer of a Race"})
            self.order_id = env["sale.order"].create({"partner_id": customer.id}).id
        self.addCleanup(self.clean)

    def clean(self):
        with self.transaction() as env:
            order = self.order(env)
            customer = order.partner_id
            order.unlink()
            customer.unlink()

    @contextmanager
    def transaction(self):
        with self.registry.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            yield self.env(cr=cursor)

    def order(self, env):
        return env["sale.order"].browse(self.order_id)

    def told(self):
        with self.transaction() as env:
            bodies = self.order(env).message_ids.mapped("body")
            return sum("was cancelled in the shop" in body for body in bodies)

    @mute_logger("odoo.sql_db")
    def test_told_once(self):
        """The second job does not see the first's flag; tried again, it does."""
        with self.transaction() as second:
            self.assertFalse(self.order(second).canceled_in_backend)
            with self.transaction() as first:
                self.order(first).canceled_in_backend = True
            with self.assertRaises(SerializationFailure) as caught:
                self.order(second).canceled_in_backend = True
            self.assertEqual(error_kind(caught.exception), "retry")
            second.cr.rollback()
        with self.transaction() as again:
            self.order(again).canceled_in_backend = True
            self.assertEqual(self.order(again).state, "cancel")
        self.assertEqual(self.told(), 1)
