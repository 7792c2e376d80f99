"""The binding with constraints, and the report on those without."""

from unittest import mock

import psycopg2

from odoo import fields, models
from odoo.tests import TransactionCase
from odoo.tools import mute_logger

from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.connector.models import external_binding

from ..components.item import ITEM

EXTERNAL = "connector_test_item_unique_external_id"
ODOO = "connector_test_item_unique_odoo_id"


class TestConstraints(TransactionCase):
    def setUp(self):
        super().setUp()
        self.backend = self.env["test.backend"].create({"name": "One"})
        self.items = self.env[ITEM]
        self.item = self.create(name="First", external_id="1")

    def create(self, **values):
        return self.items.create({"backend_id": self.backend.id, **values})

    def assert_refused(self, constraint, **values):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError) as caught,
            self.cr.savepoint(),
        ):
            self.create(**values)
        self.assertEqual(caught.exception.diag.constraint_name, constraint)

    def test_one_binding_per_external_id(self):
        self.assert_refused(EXTERNAL, name="Second", external_id="1")
        self.create(name="Second", external_id="2")

    def test_one_binding_per_record_and_backend(self):
        record = self.item.odoo_id
        self.assert_refused(ODOO, odoo_id=record.id, external_id="2")
        other = self.backend.create({"name": "Other"})
        self.create(odoo_id=record.id, external_id="1", backend_id=other.id)

    def test_not_yet_exported(self):
        """Any number of bindings can be without an external id."""
        self.create(name="Second")
        self.create(name="Third")

    def test_message(self):
        constraint = self.items._table_objects[EXTERNAL]
        self.assertIn("already linked", constraint.get_error_message(self.items))

    def test_link_is_not_copied(self):
        self.item.write(
            {
                "external_digest": "x",
                "external_updated_at": "2026-01-01",
                "export_digests": {"name": "x"},
            }
        )
        copy = self.item.copy()
        for name in (
            "external_id",
            "external_digest",
            "external_updated_at",
            "export_digests",
        ):
            self.assertFalse(copy[name], name)

    def test_without_an_odoo_record(self):
        """The constraint on it skips itself where there is no such column."""
        constraint = self.items._table_objects[ODOO]
        model = mock.Mock(_fields={"backend_id": mock.Mock(column_type=("int4",))})
        constraint.apply_to_database(model)
        model.pool.post_constraint.assert_not_called()

    def test_fields_are_for_the_jobs_to_write(self):
        for name in ("external_id", "external_digest", "external_updated_at"):
            self.assertTrue(self.items._fields[name].readonly)
        self.assertIsInstance(self.items._fields["external_id"], fields.Char)


class TestReport(TransactionComponentCase):
    def setUp(self):
        super().setUp()
        self.bindings = self.env["external.binding"]

    def report(self):
        with self.assertLogs(external_binding.__name__, "WARNING") as logs:
            self.bindings._register_hook()
        self.assertEqual(len(logs.output), 1)
        return logs.output[0]

    def test_none_of_ours(self):
        with self.assertNoLogs(external_binding.__name__, "WARNING"):
            self.bindings._register_hook()

    def test_missing_constraint(self):
        self.cr.execute(f"ALTER TABLE connector_test_item DROP CONSTRAINT {EXTERNAL}")
        report = self.report()
        self.assertIn(f"{ITEM} (backend_id, external_id)", report)
        self.assertNotIn("connector.test.synchronized", report)
        self.assertIn("unique(backend_id, external_id)", report)
        self.assertIn("'connector.binding'", report)

    def test_index_does_as_well(self):
        self.cr.execute(f"ALTER TABLE connector_test_item DROP CONSTRAINT {EXTERNAL}")
        self.cr.execute(
            "CREATE UNIQUE INDEX ON connector_test_item (external_id, backend_id)"
            " WHERE external_id <> ''"
        )
        with self.assertNoLogs(external_binding.__name__, "WARNING"):
            self.bindings._register_hook()

    def test_constraint_on_more_columns_does_not(self):
        self.cr.execute(f"ALTER TABLE connector_test_item DROP CONSTRAINT {EXTERNAL}")
        self.cr.execute(
            "CREATE UNIQUE INDEX ON connector_test_item"
            " (external_id, backend_id, odoo_id)"
        )
        self.assertIn(ITEM, self.report())

    def test_names_of_the_binder(self):
        with self.bindings.env["test.backend"].create({}).work_on(ITEM) as work:
            binder = type(work.component(usage="binder"))
        self.patch(binder, "_external_field", "external_digest")
        self.assertIn(f"{ITEM} (backend_id, external_digest)", self.report())

    def test_once_and_with_one_query(self):
        with self.assertQueryCount(1):
            self.bindings._report_missing_constraints()
        with mock.patch.object(
            type(self.bindings), "_report_missing_constraints", autospec=True
        ) as report:
            self.bindings._register_hook()
            for model in self.env.registry.descendants(
                ["external.binding"], "_inherit"
            ):
                if model != "external.binding":
                    self.env[model]._register_hook()
        report.assert_called_once()

    def test_constraint_class_is_one_of_odoo(self):
        self.assertTrue(
            issubclass(external_binding.UniqueWhereStored, models.Constraint)
        )
