"""The examples of the docstrings run."""

import doctest

from odoo.tests import BaseCase

from odoo.addons.connector.components import page
from odoo.addons.connector.components.mapper import map_record
from odoo.addons.connector.components.synchronizer import digest, exported, scan


class TestExamples(BaseCase):
    def test_examples(self):
        for module in (map_record, digest, exported, page, scan):
            with self.subTest(module.__name__):
                result = doctest.testmod(module)
                self.assertGreater(result.attempted, 0)
                self.assertEqual(result.failed, 0)
