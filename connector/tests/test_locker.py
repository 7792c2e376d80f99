"""Rows locked by a job."""

from odoo.addons.component.core import WorkContext
from odoo.addons.component.tests.common import new_rollbacked_env
from odoo.addons.connector.exception import RetryableJobError

from .common import ConnectorRegistryCase


class TestRecordLocker(ConnectorRegistryCase):
    def locker(self, env, model_name="res.partner"):
        work = WorkContext(
            model_name=model_name,
            collection=env["collection.base"],
            components_registry=self.comp_registry,
        )
        return work.component(usage="record.locker")

    def test_second_transaction_retries(self):
        with new_rollbacked_env() as env1, new_rollbacked_env() as env2:
            self.locker(env1).lock(env1.ref("base.main_partner"))
            locker, partner = self.locker(env2), env2.ref("base.main_partner")
            with self.assertRaisesRegex(RetryableJobError, "res.partner") as caught:
                locker.lock(partner)
            self.assertIsNone(caught.exception.seconds)
            self.assertIs(caught.exception.ignore_retry, True)
            with self.assertRaises(RetryableJobError) as caught:
                locker.lock(partner, seconds=3, ignore_retry=False)
            self.assertEqual(caught.exception.seconds, 3)
            self.assertIs(caught.exception.ignore_retry, False)
            # The refused transaction is still usable.
            self.assertTrue(partner.exists())

    def test_again_in_the_same_transaction(self):
        with new_rollbacked_env() as env:
            locker, partner = self.locker(env), env.ref("base.main_partner")
            locker.lock(partner)
            locker.lock(partner)

    def test_one_of_several_records_is_taken(self):
        with new_rollbacked_env() as env1, new_rollbacked_env() as env2:
            self.locker(env1).lock(env1.ref("base.main_partner"))
            partners = env2.ref("base.main_partner") | env2.ref("base.partner_admin")
            main_id = env2.ref("base.main_partner").id
            with self.assertRaisesRegex(RetryableJobError, rf"\({main_id},\)"):
                self.locker(env2).lock(partners)

    def test_empty_recordset(self):
        self.locker(self.env).lock(self.env["res.partner"])

    def test_record_deleted_meanwhile(self):
        category = self.env["res.partner.category"].create({"name": "gone"})
        category.unlink()
        self.locker(self.env).lock(category)

    def test_record_of_another_model_than_that_of_the_work(self):
        with new_rollbacked_env() as env1, new_rollbacked_env() as env2:
            self.locker(env1, "res.users").lock(env1.ref("base.main_partner"))
            with self.assertRaises(RetryableJobError):
                self.locker(env2, "res.users").lock(env2.ref("base.main_partner"))
