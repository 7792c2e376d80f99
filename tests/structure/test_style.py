"""The formatter of text and XML: it lays files out, and moves nothing that has a meaning."""

from __future__ import annotations

import subprocess
import sys
from xml.etree import ElementTree

import pytest

from .project import ROOT

PROGRAM = ROOT / "setup" / "text_style.py"
HEADER = '<?xml version="1.0" encoding="UTF-8" ?>\n'


def run(path, *options):
    return subprocess.run(
        [sys.executable, PROGRAM, *options, path], capture_output=True, text=True
    )


def fixed(path, text):
    """What becomes of a text; checks that it then stays."""
    path.write_text(text, "utf-8")
    assert run(path, "--fix").returncode == 1
    assert run(path).returncode == 0
    return path.read_text("utf-8")


def test_check_names_the_line_and_changes_nothing(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\ntwo  \n\n\n")
    outcome = run(path)
    assert outcome.returncode == 1
    assert f"{path}:2: would be formatted" in outcome.stdout
    assert path.read_bytes() == b"one\ntwo  \n\n\n"


def test_ends_of_lines_and_files(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"one \t\r\ntwo\r\n\n\n")
    assert run(path, "--fix").returncode == 1
    assert path.read_bytes() == b"one\ntwo\n"


def test_line_break_in_markdown_stays(tmp_path):
    assert fixed(tmp_path / "a.md", "one  \ntwo   \n   \n") == "one  \ntwo\n"


def test_blanks_in_a_string_stay(tmp_path):
    text = '"""one  \n   \n"""\n'
    assert fixed(tmp_path / "a.py", text + "\n\n") == text


def test_bytes_that_are_no_text_are_left_alone(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"\0 \n \n")
    assert run(path, "--fix").returncode == 0
    assert path.read_bytes() == b"\0 \n \n"


def test_other_encoding_and_conflict_are_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("é".encode("latin-1"))
    assert "is not UTF-8" in run(path, "--fix").stdout
    path.write_text("a\n" + "<" * 7 + " HEAD\n")
    assert f"{path}:2: a merge conflict" in run(path, "--fix").stdout


def test_xml_is_indented_by_four_spaces(tmp_path):
    text = (
        "<odoo>\n\n\n\n<record id='a'\n   model='b'>\n\t<field name='c'/>\n"
        "  </record>\n    <!-- why:\n         so -->\n</odoo>"
    )
    assert fixed(tmp_path / "a.xml", text) == (
        f"{HEADER}<odoo>\n\n    <record id='a'\n        model='b'>\n"
        "        <field name='c' />\n    </record>\n"
        "    <!-- why:\n         so -->\n</odoo>\n"
    )


@pytest.mark.parametrize(
    "inside",
    [
        "<p>Hello   <b>you</b>\n  there</p>",
        '<field name="code">\nfor x in y:\n  if x &lt; 1:\n      pass\n</field>',
        "<pre>\n  <b>a</b>\n\n\n\n <i/></pre>",
        "<field><![CDATA[\n  <a>\n ]]></field>",
        '<field eval="[\n  (0, 0, 1),\n]"/>',
        "<t t-if=\"a > b and '&lt;/p>'\"><br/> <br/></t>",
        '<div xml:space="preserve">\n   <b/>\n </div>',
    ],
)
def test_what_has_a_meaning_stays(tmp_path, inside):
    text = f"<odoo>\n  {inside}\n</odoo>"
    result = fixed(tmp_path / "a.xml", text)
    before, after = (ElementTree.fromstring(xml)[0] for xml in (text, result))
    before.tail = after.tail = None
    assert ElementTree.tostring(before) == ElementTree.tostring(after)


def test_xml_that_is_not_well_formed_is_refused(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text("<odoo><a></odoo>")
    outcome = run(path, "--fix")
    assert outcome.returncode == 1
    assert "is not well-formed" in outcome.stdout
    assert path.read_text() == "<odoo><a></odoo>"


@pytest.mark.parametrize("module", ["text_style.py", "xml_style.py"])
def test_examples_in_docstrings(module):
    outcome = subprocess.run(
        [sys.executable, "-m", "doctest", "-v", module],
        cwd=ROOT / "setup",
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 0, outcome.stdout
    assert " passed" in outcome.stdout
