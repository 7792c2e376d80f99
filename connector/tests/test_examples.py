"""The examples of the docstrings run."""

import doctest

from odoo.tests import BaseCase

from odoo.addons.connector import failure_message, schema
from odoo.addons.connector.components import page
from odoo.addons.connector.components.mapper import map_record
from odoo.addons.connector.components.synchronizer import digest, exported, scan
from odoo.addons.connector.rest import (
    address,
    answer,
    authentication,
    errors,
    guard,
    masking,
    pages,
    parts,
    timing,
)

REST = [address, answer, authentication, errors, guard, masking, pages, parts, timing]


class TestExamples(BaseCase):
    def test_examples(self):
        for module in (
            map_record,
            digest,
            exported,
            page,
            scan,
            schema,
            *REST,
            failure_message,
        ):
            with self.subTest(module.__name__):
                result = doctest.testmod(
                    module, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
                )
                self.assertGreater(result.attempted, 0)
                self.assertEqual(result.failed, 0)
