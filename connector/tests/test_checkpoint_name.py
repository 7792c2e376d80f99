from odoo.fields import Domain
from odoo.tests import tagged

from .checkpoint_case import CheckpointCase


@tagged("post_install", "-at_install")
class TestCheckpointName(CheckpointCase):
    LIST_FIELDS = {
        "record": {"fields": {"display_name": {}}},
        "backend_id": {"fields": {"display_name": {}}},
        "model_id": {"fields": {"display_name": {}}},
        "name": {},
        "display_name": {},
    }

    def rows(self, checkpoints, user=None):
        checkpoints = checkpoints.with_user(user or self.manager)
        checkpoints.invalidate_recordset()
        rows = checkpoints.web_read(self.LIST_FIELDS)
        return {row["id"]: row for row in rows}

    def test_list(self):
        checkpoint = self.add()
        row = self.rows(checkpoint)[checkpoint.id]
        self.assertEqual(row["name"], "Ada Lovelace")
        self.assertEqual(row["display_name"], "Ada Lovelace")
        self.assertEqual(row["record"]["display_name"], "Ada Lovelace")
        self.assertEqual(row["backend_id"]["display_name"], "Main store")

    def test_deleted_record_does_not_break_the_list(self):
        deleted, alive = self.add(), self.add(self.record2)
        record_id = self.record.id
        self.record.unlink()
        rows = self.rows(deleted + alive)
        self.assertEqual(rows[deleted.id]["name"], f"Contact {record_id} (deleted)")
        self.assertFalse(rows[deleted.id]["record"])
        self.assertEqual(rows[alive.id]["name"], "Grace Hopper")

    def test_gone_model_does_not_break_the_list(self):
        gone, alive = self.of_gone_model(), self.add()
        rows = self.rows(gone + alive)
        self.assertEqual(rows[gone.id]["name"], "Gone Model 7 (model not installed)")
        self.assertFalse(rows[gone.id]["record"])
        self.assertEqual(rows[alive.id]["name"], "Ada Lovelace")

    def test_abstract_model_does_not_break_the_list(self):
        checkpoint = self.checkpoints.create_from_name(
            "mail.thread", 7, "res.partner", self.backend.id
        )
        self.assertIn("7", self.rows(checkpoint)[checkpoint.id]["name"])

    def test_gone_backend_does_not_break_the_list(self):
        deleted = self.add()
        uninstalled = self.add(self.record2)
        self.backend.unlink()
        self.env.cr.execute(
            "UPDATE connector_checkpoint SET backend_id = 'gone.backend,1' WHERE id = %s",
            [uninstalled.id],
        )
        rows = self.rows(deleted + uninstalled)
        self.assertFalse(rows[deleted.id]["backend_id"])
        self.assertFalse(rows[uninstalled.id]["backend_id"])
        self.assertEqual(rows[uninstalled.id]["name"], "Grace Hopper")
        field = self.checkpoints._fields["company_id"]
        self.env.add_to_compute(field, uninstalled)
        self.assertFalse(uninstalled.company_id)

    def test_record_that_the_user_may_not_read(self):
        param = self.env["ir.config_parameter"].create({"key": "a", "value": "b"})
        checkpoint = self.add(param)
        self.assertEqual(
            self.rows(checkpoint)[checkpoint.id]["name"],
            f"System Parameter {param.id} (no access)",
        )
        admin = self.env.ref("base.user_admin")
        self.assertEqual(self.rows(checkpoint, admin)[checkpoint.id]["name"], "a")

    def test_technical_record_has_a_name_but_no_reference(self):
        param = self.env["ir.config_parameter"].create({"key": "a", "value": "b"})
        checkpoint = self.add(param)
        self.assertEqual(checkpoint.name, "a")
        self.assertFalse(checkpoint.record)
        self.assertEqual(checkpoint.open_record()["res_model"], param._name)

    def test_names_are_read_per_model(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Partner {index}"} for index in range(30)]
        )
        checkpoints = self.checkpoints.browse()
        for partner in partners:
            checkpoints += self.add(partner)
        checkpoints = checkpoints.with_user(self.manager)

        def queries(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("name")
            records.mapped("record")
            return self.env.cr.sql_log_count - before

        queries(checkpoints)
        self.assertEqual(queries(checkpoints[:2]), queries(checkpoints))


@tagged("post_install", "-at_install")
class TestCheckpointSearch(CheckpointCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checkpoints.search([]).unlink()

    def search(self, operator, value, user=None):
        model = self.checkpoints.with_user(user or self.env.user)
        return model.search([("name", operator, value)])

    def test_operators(self):
        ada, grace = self.add(), self.add(self.record2)
        both = ada + grace
        for operator, value, expected in (
            ("ilike", "LOVE", ada),
            ("like", "love", self.checkpoints),
            ("like", "Love", ada),
            ("=", "Ada Lovelace", ada),
            ("=", "Ada", self.checkpoints),
            ("in", ["Ada Lovelace", "Grace Hopper", "Nobody"], both),
            ("in", ["Grace Hopper", False], grace),
            ("=ilike", "grace%", grace),
            ("not ilike", "love", grace),
            ("not like", "love", both),
            ("!=", "Ada Lovelace", grace),
            ("not in", ["Ada Lovelace", "Grace Hopper"], self.checkpoints),
            ("not in", ["Ada Lovelace"], grace),
            ("ilike", "", both),
            ("=", False, self.checkpoints),
            ("!=", False, both),
            ("in", [], self.checkpoints),
        ):
            with self.subTest(operator=operator, value=value):
                self.assertEqual(
                    self.search(operator, value).sorted("id"), expected.sorted("id")
                )

    def test_combined_and_negated(self):
        ada, grace = self.add(), self.add(self.record2)
        ada.reviewed()
        by_name = Domain("name", "ilike", "a")
        self.assertEqual(
            self.checkpoints.search(by_name & Domain("state", "=", "reviewed")), ada
        )
        self.assertEqual(
            self.checkpoints.search(~Domain("name", "ilike", "lovelace")), grace
        )

    def test_name_search(self):
        checkpoint = self.add()
        self.add(self.record2)
        self.assertEqual(
            self.checkpoints.name_search("ada"), [(checkpoint.id, "Ada Lovelace")]
        )

    def test_more_matches_than_the_limit_of_name_search(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Zebra {index}"} for index in range(130)]
        )
        self.checkpoints.with_context(tracking_disable=True).create(
            [
                {
                    "model_id": self.partner_model.id,
                    "record_id": partner.id,
                    "backend_id": f"res.partner,{self.backend.id}",
                }
                for partner in partners
            ]
        )
        self.assertEqual(len(self.search("ilike", "zebra")), 130)

    def test_many_other_records_of_that_name(self):
        self.env["res.partner"].create(
            [{"name": f"Zebra {index}"} for index in range(130)]
        )
        last = self.env["res.partner"].create({"name": "Zebra of the backend"})
        checkpoint = self.add(last)
        self.assertEqual(self.search("ilike", "zebra"), checkpoint)

    def test_every_model_is_searched(self):
        country = self.env["res.country"].create({"name": "Adaland", "code": "QZ"})
        both = self.add() + self.add(country)
        self.assertEqual(self.search("ilike", "ada"), both.sorted(reverse=True))

    def test_same_id_of_another_model(self):
        user = self.env["res.users"].browse(self.record.id)
        self.checkpoints.create_from_name(
            user._name, user.id, "res.partner", self.backend.id
        )
        checkpoint = self.add()
        self.assertEqual(self.search("=", "Ada Lovelace"), checkpoint)

    def test_archived_record(self):
        checkpoint = self.add()
        self.record.active = False
        self.assertEqual(self.search("ilike", "lovelace"), checkpoint)

    def test_deleted_record_and_gone_model(self):
        deleted, gone = self.add(), self.of_gone_model()
        alive = self.add(self.record2)
        self.record.unlink()
        self.assertFalse(self.search("ilike", "lovelace"))
        self.assertEqual(self.search("ilike", "hopper"), alive)
        self.assertEqual(
            self.search("not ilike", "hopper").sorted("id"),
            (deleted + gone).sorted("id"),
        )

    def test_record_that_the_user_may_not_read(self):
        param = self.env["ir.config_parameter"].create({"key": "akey", "value": "b"})
        checkpoint = self.add(param)
        self.assertEqual(self.search("ilike", "akey"), checkpoint)
        self.assertFalse(self.search("ilike", "akey", user=self.manager))

    def test_record_hidden_by_its_own_rule(self):
        self.record.company_id = self.other_company
        checkpoint = self.add()
        self.assertEqual(self.search("ilike", "lovelace"), checkpoint)
        self.assertFalse(self.search("ilike", "lovelace", user=self.manager))

    def test_model_without_name_field(self):
        unnamed = self.env["res.users.log"].create({})
        self.assertFalse(unnamed._rec_name)
        checkpoint = self.add(unnamed)
        self.assertEqual(checkpoint.name, f"res.users.log,{unnamed.id}")
        ada = self.add()
        self.assertEqual(self.search("ilike", "users.log"), checkpoint)
        self.assertEqual(self.search("=", unnamed.display_name), checkpoint)
        self.assertEqual(self.search("ilike", "lovelace"), ada)
