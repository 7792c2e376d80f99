"""What importers, exporters and deleters have in common."""

import psycopg2

from odoo.addons.component.core import Component
from odoo.addons.connector.exception import RetryableJobError

from .common import ConnectorRegistryCase


class UserAdapter(Component):
    _name = "user.adapter"
    _inherit = "base.backend.adapter.crud"
    _apply_on = "res.users"


class UserBinder(Component):
    _name = "user.binder"
    _inherit = "base.binder"
    _apply_on = "res.users"


class UserMapper(Component):
    _name = "user.mapper"
    _inherit = "base.mapper"
    _apply_on = "res.users"


class UserImportMapper(Component):
    _name = "user.import.mapper"
    _inherit = "base.import.mapper"
    _apply_on = "res.users"


class UserExportMapper(Component):
    _name = "user.export.mapper"
    _inherit = "base.export.mapper"
    _apply_on = "res.users"


class TestSynchronizer(ConnectorRegistryCase):
    def setUp(self):
        super().setUp()
        self._build_components(
            UserAdapter, UserBinder, UserMapper, UserImportMapper, UserExportMapper
        )

    def by_name(self, name):
        return self.work_on().component_by_name(name)

    def test_mapper_of_each_direction(self):
        for name, mapper in [
            ("base.synchronizer", "user.mapper"),
            ("base.deleter", "user.mapper"),
            ("base.importer", "user.import.mapper"),
            ("base.exporter", "user.export.mapper"),
            ("generic.importer", "user.import.mapper"),
            ("generic.exporter", "user.export.mapper"),
        ]:
            with self.subTest(name):
                self.assertEqual(self.by_name(name).mapper._name, mapper)

    def test_helpers_are_looked_up_once(self):
        synchronizer = self.by_name("base.synchronizer")
        self.assertIsNone(synchronizer._mapper)
        self.assertIsNone(synchronizer._binder)
        self.assertIsNone(synchronizer._backend_adapter)
        self.assertEqual(synchronizer.binder._name, "user.binder")
        self.assertEqual(synchronizer.backend_adapter._name, "user.adapter")
        self.assertIs(synchronizer.mapper, synchronizer._mapper)
        self.assertIs(synchronizer.binder, synchronizer._binder)
        self.assertIs(synchronizer.backend_adapter, synchronizer._backend_adapter)
        self.assertIs(synchronizer.mapper, synchronizer.mapper)

    def test_own_usages(self):
        class OwnImporter(Component):
            _name = "own.importer"
            _inherit = "base.importer"
            _base_mapper_usage = "mapper"
            _base_backend_adapter_usage = "binder"

        importer = self.build(OwnImporter)
        self.assertEqual(importer.mapper._name, "user.mapper")
        self.assertEqual(importer.backend_adapter._name, "user.binder")

    def test_run_is_to_be_implemented(self):
        for name in ("base.synchronizer", "base.exporter", "base.importer"):
            with self.assertRaisesRegex(NotImplementedError, name):
                self.by_name(name).run()

    def test_unique_violation_retries_the_job(self):
        login = self.env.ref("base.user_admin").login
        with (
            self.assertRaisesRegex(
                RetryableJobError, "(?s)login.*tried again"
            ) as caught,
            self.env.cr.savepoint(),
            self.by_name("base.synchronizer")._retry_unique_violation(),
        ):
            self.env.cr.execute(
                "UPDATE res_users SET login = %s WHERE id = %s",
                [login, self.env.ref("base.user_root").id],
                log_exceptions=False,
            )
        self.assertEqual(caught.exception.seconds, 5)
        self.assertIs(caught.exception.ignore_retry, False)

    def test_other_integrity_errors_pass(self):
        with (
            self.assertRaises(psycopg2.errors.NotNullViolation),
            self.env.cr.savepoint(),
            self.by_name("base.synchronizer")._retry_unique_violation(),
        ):
            self.env.cr.execute(
                "UPDATE res_users SET login = NULL WHERE id = %s",
                [self.env.ref("base.user_root").id],
                log_exceptions=False,
            )
