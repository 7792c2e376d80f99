"""The documentation says what the code does: its examples run, its names exist."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from odoo.addons.component.tests.common import TransactionComponentRegistryCase

from . import pages
from .play import ExampleFailed, Player

OUR_ADDONS = [path.parent.name for path in pages.ROOT.glob("*/__manifest__.py")]


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


class TestStatements(TransactionComponentRegistryCase):
    """What the pages name exists."""

    def test_links_and_pictures_of_the_readme_exist(self):
        text = (pages.ROOT / "README.md").read_text("utf-8")
        targets = re.findall(r"\]\((?!https?:)([^)#]+)", text)
        self.assertTrue(targets)
        missing = [name for name in targets if not (pages.ROOT / name).exists()]
        self.assertFalse(missing, "README.md links to what does not exist")

    def test_commands_exist(self):
        makefile = (pages.ROOT / "Makefile").read_text("utf-8")
        known = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
        for path in pages.all_paths():
            commands = re.findall(
                r"(?:^|`)make ([a-z-]+)", path.read_text("utf-8"), re.M
            )
            self.assertLessEqual(set(commands), known, path.name)

    def test_menus_exist(self):
        menus = set(
            self.env["ir.ui.menu"]
            .with_context({"ir.ui.menu.full_list": True})
            .search([])
            .mapped("complete_name")
        )
        menus = {name.replace("/", " / ") for name in menus}
        for path in pages.all_paths():
            named = re.findall(
                r"\*((?:Connectors|Invoicing|Sales) / [^*]+)\*", path.read_text("utf-8")
            )
            self.assertFalse(set(named) - menus, path.name)

    def test_fields_and_buttons_of_the_magento_backend_exist(self):
        backend = self.env["magento.backend"]
        labels = {field["string"] for field in backend.fields_get().values()}
        labels |= set(re.findall(r'string="([^"]+)"', backend.get_view()["arch"]))
        text = (pages.DOCS / "magento-customers.md").read_text("utf-8")
        setup = text.partition("## 2.")[2].partition("## 3.")[0]
        buttons = text.partition("## 4.")[2].partition("## 5.")[0]
        named = re.findall(r"^\| \*(.+?)\* \|", setup + buttons, re.MULTILINE)
        self.assertGreater(len(named), 8)
        self.assertLessEqual(set(named), labels)

    def test_places_and_groups_of_ecommerce_exist(self):
        text = (pages.DOCS / "concepts" / "ecommerce.md").read_text("utf-8")
        tables = re.findall(r"^\| XML id.*\n((?:\|.*\n)+)", text, re.M)
        cells = [
            row.split("|")[1] for table in tables for row in table.splitlines()[1:]
        ]
        names = [name for cell in cells for name in re.findall(r"`([\w.]+)`", cell)]
        self.assertGreater(len(names), 10)
        for name in names:
            xmlid = name if "." in name else f"connector_ecommerce.{name}"
            with self.subTest(xmlid=xmlid):
                self.assertTrue(self.env.ref(xmlid, raise_if_not_found=False))
        for group in re.findall(r"`(\w+\.group_\w+)`", text):
            self.assertEqual(self.env.ref(group)._name, "res.groups")

    def test_what_operators_read_about_runs_exists(self):
        text = (pages.DOCS / "runs.md").read_text("utf-8")
        run = self.env["connector.run"].fields_get()
        job = self.env["queue.job"].fields_get()
        labels = {
            "count": {field["string"] for field in run.values()},
            "status": {label for _value, label in run["state"]["selection"]},
            "kind": {
                label for _value, label in job["connector_error_kind"]["selection"]
            },
        }
        for column, known in labels.items():
            [table] = re.findall(rf"^\| {column} \|.*\n((?:\|.*\n)+)", text, re.M)
            rows = [row.split("|")[1] for row in table.splitlines()[1:]]
            named = {name.strip() for row in rows for name in row.split(",")}
            self.assertLessEqual(named, known, column)
            if column != "count":
                self.assertEqual(named, known, "each one is explained")
        for message in re.findall(r"the note `(.+?)`", text):
            sources = (pages.ROOT / "connector" / "models").glob("*.py")
            self.assertTrue(any(message in path.read_text("utf-8") for path in sources))

    def test_what_operators_read_about_the_app_exists(self):
        text = (pages.DOCS / "operate.md").read_text("utf-8")
        arch = self.env["queue.job"].get_view(
            self.env.ref("connector.view_connector_job_form").id, "form"
        )["arch"]
        template = (
            pages.ROOT / "connector/static/src/dashboard/dashboard.xml"
        ).read_text("utf-8")
        binding = self.env["connector.binding"].fields_get(["connector_state"])
        labels = {
            "figure": set(re.findall(r"<th[^>]*>([^<]+)</th>", template)),
            "button": set(re.findall(r'<button[^>]* string="([^"]+)"', arch)),
            "state": {
                label for _value, label in binding["connector_state"]["selection"]
            },
        }
        for column, known in labels.items():
            [table] = re.findall(rf"^\| {column} \|.*\n((?:\|.*\n)+)", text, re.M)
            named = [row.split("|")[1].strip() for row in table.splitlines()[1:]]
            self.assertEqual(set(named), known, column)
        groups = self.env["ir.model.data"].search(
            [("module", "=", "connector"), ("model", "=", "res.groups")]
        )
        names = set(
            self.env["res.groups"].browse(groups.mapped("res_id")).mapped("name")
        )
        [header] = re.findall(r"^\| \| (.*) \|$", text, re.M)
        self.assertEqual(set(header.split(" | ")), names)
        buttons = " ".join(
            view.arch_db
            for view in self.env["ir.ui.view"].search([("model", "like", "connector.")])
        )
        for button in ("Start Now", "Re-import", "Open in Shop", "Mark as Reviewed"):
            self.assertIn(f"**{button}**", text)
            self.assertIn(f'string="{button}"', buttons)

    def test_messages_that_operators_are_told_about_exist(self):
        folders = ("connector_magento", "connector/rest", "connector/components")
        sources = (
            path for folder in folders for path in (pages.ROOT / folder).rglob("*.py")
        )
        code = "\n".join(path.read_text("utf-8") for path in sources)
        code = re.sub(r'"\s+f?"', "", code)  # texts over several lines
        code = re.sub(r"%(\(\w+\))?s", "...", code).casefold()
        text = (pages.DOCS / "magento-customers.md").read_text("utf-8")
        tables = re.findall(
            r"^\| (?:it says|the message|the reason) \|.*\n((?:\|.*\n)+)", text, re.M
        )
        rows = [row.split("|")[1] for table in tables for row in table.splitlines()[1:]]
        messages = [found for row in rows for found in re.findall(r"\*(.+?)\*", row)]
        self.assertGreater(len(messages), 12)
        for message in messages:
            message = re.sub(r"\b\d{3}\b", "...", message)
            for part in message.casefold().split("..."):
                with self.subTest(message=message):
                    self.assertIn(part.strip(" :()"), code)

    def test_every_error_is_documented_with_its_parents(self):
        text = (pages.DOCS / "errors.md").read_text("utf-8")
        errors = _errors()
        self.assertGreater(len(errors), 20)
        for error in errors:
            with self.subTest(error=error):
                row = re.search(rf"^\| `{error.__name__}` \| ([^|]+) \|", text, re.M)
                self.assertTrue(row, "it is not in the tables of docs/errors.md")
                parents = [base.__name__ for base in error.__bases__]
                self.assertEqual(re.findall(r"`(\w+)`", row[1]), parents)


def _errors() -> set[type[Exception]]:
    """The public exception classes of our addons."""
    ours = tuple(f"odoo.addons.{name}." for name in OUR_ADDONS)
    return {
        value
        for name, module in sys.modules.items()
        if name.startswith(ours) and ".tests" not in name
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Exception)
        and value.__module__.startswith(ours)
        and not value.__name__.startswith("_")
    }
