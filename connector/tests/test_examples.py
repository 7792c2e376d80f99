"""The examples of the docstrings run."""

import doctest

from odoo.tests import BaseCase

from odoo.addons.connector.components.mapper import map_record


class TestExamples(BaseCase):
    def test_examples(self):
        result = doctest.testmod(map_record)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)
