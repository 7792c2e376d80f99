from odoo.tests import TransactionCase, tagged

from odoo.addons.component.core import _component_databases
from odoo.addons.component.utils import is_component_registry_ready


@tagged("post_install", "-at_install")
class TestInstalled(TransactionCase):
    """Nothing but Odoo prepared the database: no test class had a hand in it."""

    def test_components_are_ready(self):
        self.assertTrue(is_component_registry_ready(self.env.cr.dbname))
        collection = self.env["test.component.collection"].create({"name": "Test"})
        with collection.work_on("res.users") as work:
            self.assertEqual(work.component(usage="test1")._name, "test.user.component")

    def test_registry_belongs_to_the_loaded_database(self):
        registry = _component_databases[self.env.cr.dbname]
        self.assertTrue(any(owner() is self.env.registry for owner in registry._owners))

    def test_registry_survives_a_change_of_models(self):
        before = _component_databases[self.env.cr.dbname]
        self.registry._setup_models__(self.cr, ["test.component.collection"])
        self.assertIs(_component_databases[self.env.cr.dbname], before)

    def test_components_are_listed(self):
        mapper = self.env["component.definition"].search([("name", "=", "test.mapper")])
        self.assertEqual(mapper.addon, "test_component")
        self.assertEqual(
            [line.split()[0] for line in mapper.composition.splitlines()],
            ["TestMapper", "Mapper", "BaseComponent", "BaseComponent"],
        )
