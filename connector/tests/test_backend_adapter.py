"""Base adapters."""

from .common import ConnectorRegistryCase


class TestBackendAdapter(ConnectorRegistryCase):
    def test_usage(self):
        for name in ("base.backend.adapter", "base.backend.adapter.crud"):
            component = self.comp_registry[name]
            self.assertEqual(component._usage, "backend.adapter")
            self.assertTrue(component._abstract)

    def test_operations_are_to_be_implemented(self):
        adapter = self.work_on().component_by_name("base.backend.adapter.crud")
        for operation in ("search", "read", "search_read", "create", "write", "delete"):
            with (
                self.subTest(operation),
                self.assertRaisesRegex(NotImplementedError, rf"{operation}\(\)"),
            ):
                getattr(adapter, operation)(1, a=2)
