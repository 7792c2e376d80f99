"""Ids converted and links recorded, on real records."""

from freezegun import freeze_time

from odoo import fields

from odoo.addons.component.tests.common import TransactionComponentCase

from .common import SynchronizedCase


class BinderCase(TransactionComponentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["test.backend"].create({"name": "Test Backend"})
        cls.other_backend = cls.env["test.backend"].create({"name": "Other"})

    def binder(self, model_name="connector.test.binding", backend=None):
        with (backend or self.backend).work_on(model_name) as work:
            return work.component(usage="binder")

    def create_binding(self, backend=None, **values):
        return self.env["connector.test.binding"].create(
            {"name": "Test", "backend_id": (backend or self.backend).id, **values}
        )


class TestBinder(BinderCase):
    def test_bound(self):
        """Every conversion, once a binding is bound."""
        binding, binder = self.create_binding(), self.binder()
        record = binding.odoo_id
        binder.bind(99, binding)
        self.assertEqual(binding.external_id, 99)
        self.assertEqual(binder.to_internal(99), binding)
        self.assertEqual(binder.to_internal(99, unwrap=True), record)
        self.assertEqual(binder.to_external(binding), 99)
        self.assertEqual(binder.to_external(binding.id), 99)
        self.assertEqual(binder.to_external(record, wrap=True), 99)
        self.assertEqual(binder.to_external(record.id, wrap=True), 99)
        self.assertEqual(binder.unwrap_model(), "connector.test.record")
        self.assertEqual(binder.unwrap_binding(binding), record)
        self.assertEqual(binder.unwrap_binding(binding.id), record)

    def test_not_bound(self):
        binding, binder = self.create_binding(), self.binder()
        self.assertFalse(binder.to_external(binding))
        self.assertFalse(binder.to_external(binding.odoo_id, wrap=True))
        missing = binder.to_internal(99)
        self.assertEqual(missing, self.env["connector.test.binding"])
        missing = binder.to_internal(99, unwrap=True)
        self.assertEqual(missing, self.env["connector.test.record"])
        record = self.env["connector.test.record"].create({"name": "alone"})
        self.assertIsNone(binder.to_external(record, wrap=True))
        self.assertIsNone(binder.to_external(False, wrap=True))

    def test_other_backend(self):
        binding = self.create_binding()
        self.binder().bind(99, binding)
        other = self.binder(backend=self.other_backend)
        self.assertFalse(other.to_internal(99))
        self.assertIsNone(other.to_external(binding.odoo_id, wrap=True))

    def test_archived_is_found(self):
        binding, binder = self.create_binding(), self.binder()
        binder.bind(99, binding)
        binding.odoo_id.active = False
        self.env.flush_all()
        self.assertEqual(binder.to_internal(99), binding)
        self.assertEqual(binder.to_internal(99, unwrap=True), binding.odoo_id)
        self.assertEqual(binder.to_external(binding.odoo_id, wrap=True), 99)

    def test_context_is_that_of_the_caller(self):
        binding, binder = self.create_binding(), self.binder()
        binder.bind(99, binding)
        for unwrap in (False, True):
            found = binder.to_internal(99, unwrap=unwrap)
            self.assertNotIn("active_test", found.env.context)
        backend = self.backend.with_context(active_test=False)
        found = self.binder(backend=backend).to_internal(99)
        self.assertIs(found.env.context["active_test"], False)

    def test_nothing_has_no_external_id(self):
        binding, binder = self.create_binding(), self.binder()
        self.env.flush_all()
        for nothing in (None, False, True, ""):
            with self.subTest(nothing=nothing):
                self.assertFalse(binder.to_internal(nothing))
                self.assertFalse(binder.to_internal(nothing, unwrap=True))
        binder.bind(1, binding)
        self.assertFalse(binder.to_internal(True))

    def test_bind_writes_without_export(self):
        binding = self.create_binding()
        contexts = []
        model = type(self.env["connector.test.binding"])

        def write(self, vals, _write=model.write):
            contexts.append(self.env.context)
            return _write(self, vals)

        self.patch(model, "write", write)
        with freeze_time("2026-01-02 03:04:05"):
            self.binder().bind(99, binding.id)
        self.assertEqual(len(contexts), 1)
        self.assertIs(contexts[0]["connector_no_export"], True)
        self.assertEqual(
            binding.sync_date, fields.Datetime.to_datetime("2026-01-02 03:04:05")
        )
        self.assertNotIn("connector_no_export", binding.env.context)

    def test_bind_wants_an_external_id(self):
        binding, binder = self.create_binding(), self.binder()
        for nothing in (None, "", False, True):
            with (
                self.subTest(nothing=nothing),
                self.assertRaisesRegex(AssertionError, "external id are needed"),
            ):
                binder.bind(nothing, binding)
        self.assertFalse(binding.sync_date)

    def test_bind_wants_a_binding(self):
        for nothing in (None, False, 0, self.env["connector.test.binding"]):
            with self.assertRaises(AssertionError):
                self.binder().bind(99, nothing)

    def test_one_binding_at_a_time(self):
        bindings, binder = self.create_binding() | self.create_binding(), self.binder()
        for call in (binder.to_external, binder.unwrap_binding):
            with self.assertRaises(ValueError):
                call(bindings)
        with self.assertRaises(ValueError):
            binder.bind(99, bindings)
        with self.assertRaises(ValueError):
            binder.to_external(bindings.odoo_id, wrap=True)

    def test_several_bindings_of_a_record(self):
        binding, binder = self.create_binding(), self.binder()
        self.create_binding(odoo_id=binding.odoo_id.id)
        with self.assertRaisesRegex(ValueError, str(binding.id)):
            binder.to_external(binding.odoo_id, wrap=True)

    def test_several_bindings_of_an_external_id(self):
        self.env.cr.execute(
            "ALTER TABLE connector_test_binding"
            " DROP CONSTRAINT connector_test_binding_unique_external_id"
        )
        self.create_binding(external_id=5)
        self.create_binding(external_id=5)
        with self.assertRaises(ValueError):
            self.binder().to_internal(5)


class TestZero(BinderCase):
    def test_zero_is_an_external_id(self):
        unbound, binding = self.create_binding(), self.create_binding()
        binder = self.binder()
        binder.bind(0, binding)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(binder.to_internal(0), binding)
        self.assertEqual(binder.to_external(binding), 0)
        self.assertIsNot(binder.to_external(binding), False)
        self.assertIs(binder.to_external(unbound), False)

    def test_zero_finds_no_unbound_binding(self):
        self.create_binding()
        self.env.flush_all()
        self.assertFalse(self.binder().to_internal(0))


class TestTypes(BinderCase):
    def test_text_for_an_integer_field(self):
        binding, binder = self.create_binding(), self.binder()
        binder.bind("99", binding)
        self.assertEqual(binding.external_id, 99)
        self.assertEqual(binder.to_internal("99"), binding)

    def test_what_an_integer_field_cannot_hold(self):
        binding, binder = self.create_binding(), self.binder()
        for value in ("SKU-1", 2**31, 1.5, float("inf"), [1]):
            with self.subTest(value=value):
                self.assertFalse(binder.to_internal(value))
                with self.assertRaisesRegex(ValueError, "'external_id'.*an integer"):
                    binder.bind(value, binding)


class TestTextIds(SynchronizedCase):
    def test_integer_for_a_text_field(self):
        binding, binder = self.create_binding(name="Test"), self.component("binder")
        binder.bind(99, binding)
        self.assertEqual(binding.external_id, "99")
        self.assertEqual(binder.to_internal(99), binding)
        self.assertEqual(binder.to_internal("99"), binding)
        self.assertEqual(binder.to_external(binding), "99")
        # We convert, whether or not this version of the ORM would.
        self.assertEqual(binder._convert_external_id(99), "99")

    def test_zero(self):
        unbound = self.create_binding(name="Unbound")
        binding, binder = self.create_binding(name="Test"), self.component("binder")
        self.assertFalse(binder.to_internal(0))
        binder.bind(0, binding)
        self.assertEqual(binder.to_internal(0), binding)
        self.assertIs(binder.to_external(unbound), False)


class TestNoOdooRecord(BinderCase):
    """Bindings that are their own records."""

    def setUp(self):
        super().setUp()
        self.binding = self.env["no.inherits.binding"].create(
            {"name": "Test", "backend_id": self.backend.id}
        )

    def test_binder_that_refuses_to_unwrap(self):
        binder = self.binder("no.inherits.binding")
        binder.bind(99, self.binding)
        self.assertEqual(binder.to_internal(99), self.binding)
        self.assertEqual(binder.to_external(self.binding), 99)
        with self.assertRaises(ValueError):
            binder.to_internal(99, unwrap=True)
        with self.assertRaises(ValueError):
            binder.unwrap_model()

    def test_base_binder(self):
        with self.backend.work_on("no.inherits.binding") as work:
            binder = work.component_by_name("base.binder")
        message = "Cannot unwrap model 'no.inherits.binding'.* no 'odoo_id' fields"
        with self.assertRaisesRegex(ValueError, message):
            binder.unwrap_model()
        with self.assertRaisesRegex(ValueError, message):
            binder.unwrap_binding(self.binding)


class TestOtherFieldNames(BinderCase):
    def test_names_are_those_of_the_binder(self):
        with self.backend.work_on("connector.test.binding") as work:
            base = work.component_by_name("base.binder")
        cls = type("OtherBinder", (type(base),), {"_external_field": "name"})
        binding = self.create_binding()
        binder = cls(base.work)
        binder.bind("AB", binding)
        self.assertEqual(binding.name, "AB")
        self.assertEqual(binder.to_internal("AB"), binding)
        self.assertEqual(binder.to_external(binding), "AB")
