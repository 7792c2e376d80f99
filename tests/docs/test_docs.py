"""The documentation says what the code does: its examples run, its names exist."""

from __future__ import annotations

import re
from pathlib import Path

from odoo.tests.common import BaseCase

from odoo.addons.component.tests.common import TransactionComponentRegistryCase

from . import pages
from .play import ExampleFailed, Player


class TestExamples(TransactionComponentRegistryCase):
    """Each page's examples run as written; one test per page, added below."""

    def setUp(self):
        # The first cleanup runs last: after the roll-back.
        self.addCleanup(self._close)
        super().setUp()
        self._setup_registry(self)
        self.addCleanup(self._teardown_registry, self)
        self.player = Player(self.env, self.comp_registry)

    def _close(self) -> None:
        self.player.close()

    def play(self, text: str) -> None:
        self.player.play(pages.parse(text, pages.DOCS / "made-up.md"))

    def test_a_raising_example_fails_with_page_and_line(self):
        with self.assertRaisesRegex(ExampleFailed, r"made-up.md, line 3: .*KeyError"):
            self.play("Text\n```python\nenv['no.such.model']\n```\n")

    def test_other_output_than_the_page_says_fails(self):
        with self.assertRaisesRegex(ExampleFailed, r"(?s)made-up.md.*Got:\s+2"):
            self.play("```pycon\n>>> 1 + 1\n3\n```\n")

    def test_a_doctest_without_prompt_fails(self):
        with self.assertRaisesRegex(ExampleFailed, "nothing after >>>"):
            self.play("```pycon\n1 + 1\n```\n")

    def test_declared_components_and_models_exist_after_their_block(self):
        self.play(
            "```python\n"
            "from odoo import fields, models\n"
            "from odoo.addons.component.core import Component\n"
            "class Thing(models.Model):\n"
            "    _name = 'acme.thing'\n"
            "    _description = 'Thing'\n"
            "    name = fields.Char()\n"
            "class Partner(models.Model):\n"
            "    _inherit = 'res.partner'\n"
            "    acme_note = fields.Char()\n"
            "class Piece(Component):\n"
            "    _name = 'acme.piece'\n"
            "```\n"
            "```pycon\n"
            ">>> env['acme.thing'].create({'name': 'x'}).name\n'x'\n"
            ">>> env['res.partner'].create({'name': 'y', 'acme_note': 'z'}).acme_note\n"
            "'z'\n"
            "```\n"
        )
        self.assertIn("acme.piece", self.comp_registry)
        self.addClassCleanup(self._assert_forgotten, self.registry)

    @staticmethod
    def _assert_forgotten(registry) -> None:
        if "acme.thing" in registry or "acme_note" in registry["res.partner"]._fields:
            raise AssertionError("the models of an example outlive its test")


def _example_test(path: Path):
    def test(self):
        self.player.play(pages.read(path))

    test.__doc__ = f"Examples of {path.relative_to(pages.ROOT)}"
    return test


for _path in pages.all_paths():
    _name = re.sub(r"\W+", "_", _path.relative_to(pages.ROOT).as_posix()).lower()
    setattr(TestExamples, f"test_page_{_name}", _example_test(_path))
