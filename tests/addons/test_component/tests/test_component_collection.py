from odoo.addons.component.tests.common import TransactionComponentCase
from odoo.addons.test_component.components.components import UserTestComponent


class TestComponentCollection(TransactionComponentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collection = cls.env["test.component.collection"].create({"name": "Test"})

    def test_by_name(self):
        with self.collection.work_on("res.users") as work:
            component = work.component_by_name(name=UserTestComponent._name)
            self.assertEqual(component._name, "test.user.component")

    def test_by_usage(self):
        with self.collection.work_on("res.users") as work:
            component = work.component(usage="test1")
            self.assertEqual(component._name, "test.user.component")

    def test_by_class(self):
        with self.collection.work_on("res.users") as work:
            self.assertIsInstance(work.get(UserTestComponent), UserTestComponent)

    def test_extension_of_base(self):
        with self.collection.work_on("res.users") as work:
            component = work.component_by_name("base")
            self.assertEqual(component.test_inherit_base(), "test_inherit_base")

    def test_abstract_component(self):
        with self.collection.work_on("res.users") as work:
            component = work.component_by_name("mapper")
            self.assertEqual(component.test_inherit_base(), "test_inherit_base")
            self.assertEqual(
                component.test_inherit_component(), "test_inherit_component"
            )

    def test_inherited_component(self):
        with self.collection.work_on("res.users") as work:
            component = work.component(usage="import.mapper")
            self.assertEqual(component.test_inherit_base(), "test_inherit_base")
            self.assertEqual(
                component.test_inherit_component(), "test_inherit_component"
            )
            self.assertEqual(component.name(), "test.mapper")
