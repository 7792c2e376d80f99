from odoo.tests import TransactionCase, new_test_user

from odoo.addons.connector.models.checkpoint import add_checkpoint


class CheckpointCase(TransactionCase):
    """Partners stand for records and for backends: no connector is needed here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checkpoints = cls.env["connector.checkpoint"]
        cls.partner_model = cls.env["ir.model"]._get("res.partner")
        cls.company = cls.env.company
        cls.other_company = cls.env["res.company"].create({"name": "Other company"})
        cls.record, cls.record2 = cls.env["res.partner"].create(
            [{"name": "Ada Lovelace"}, {"name": "Grace Hopper"}]
        )
        cls.backend, cls.other_backend = cls.env["res.partner"].create(
            [
                {"name": "Main store", "company_id": cls.company.id},
                {"name": "Other store", "company_id": cls.other_company.id},
            ]
        )
        cls.manager = new_test_user(
            cls.env,
            "connector-manager",
            groups="base.group_user,connector.group_connector_manager",
        )
        cls.employee = new_test_user(cls.env, "employee", groups="base.group_user")

    def add(self, record=None, backend=None, env=None, **kwargs):
        record = self.record if record is None else record
        backend = backend or self.backend
        return add_checkpoint(
            env or self.env,
            record._name,
            record.id,
            backend._name,
            backend.id,
            **kwargs,
        )

    def of_gone_model(self):
        """A checkpoint whose model is not in the registry any more."""
        self.env.cr.execute(
            """
            INSERT INTO ir_model (model, name, state, "order", fold_name)
            VALUES ('gone.model', '{"en_US": "Gone Model"}', 'base', 'id', 'fold')
            RETURNING id
            """
        )
        [model_id] = self.env.cr.fetchone()
        return self.checkpoints.create(
            {
                "model_id": model_id,
                "record_id": 7,
                "backend_id": f"res.partner,{self.backend.id}",
            }
        )
