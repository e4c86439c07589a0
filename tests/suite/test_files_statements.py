"""The statements themselves: what each must find, and what it must leave alone."""

import ast
from types import SimpleNamespace

import pytest
from lxml import etree
from test_files_core import imports
from test_files_messages import is_built, is_literal
from test_files_names import misnamed
from test_files_security import context_reads, formatted_sql, unexplained_sudo
from test_files_translations import is_english


def found(tmp_path, search, code):
    path = tmp_path / "example.py"
    path.write_text(code)
    return list(search(path))


@pytest.mark.parametrize(
    "code",
    [
        "if self.env.context.get('skip'):\n    pass\n",
        "word = record.env.context['x']\n",
        "context = self._context\n",
        "context = request.env.context\n",
    ],
)
def test_reading_the_context_is_found(tmp_path, code):
    assert found(tmp_path, context_reads, code)


@pytest.mark.parametrize("code", ["self.with_context(lang='zh_CN')\n", "action['context'] = {}\n", "line.context\n"])
def test_setting_a_context_is_no_reading(tmp_path, code):
    assert not found(tmp_path, context_reads, code)


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("x.sudo().write({})\n", 1),
        ("x.sudo().write({})  # ok\n", 1),
        ("x.sudo().write({})  # the gate needs all facts\n", 0),
        ("# the gate needs all facts\ny = x.sudo()\nz = x.sudo()\n", 0),
        ("# the gate needs all facts\ny = x.sudo()\n\nz = x.sudo()\n", 1),
        ("y = x.sudo(False)\n", 0),
    ],
)
def test_sudo_without_a_reason_is_found(tmp_path, code, number):
    assert len(found(tmp_path, unexplained_sudo, code)) == number


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("cr.execute(f'SELECT {name}')\n", 1),
        ("cr.execute('SELECT %s' % name)\n", 1),
        ("cr.execute('SELECT ' + name)\n", 1),
        ("cr.execute('SELECT {}'.format(name))\n", 1),
        ("cr.execute('SELECT %s', [name])\n", 0),
        ("cr.execute(SQL('SELECT %s', name))\n", 0),
    ],
)
def test_values_written_into_sql_are_found(tmp_path, code, number):
    assert len(found(tmp_path, formatted_sql, code)) == number


def test_odoo_in_a_core_is_found(tmp_path):
    names = [name for _line, name in found(tmp_path, imports, "import math\nfrom odoo import fields\nfrom ..models import base\n")]
    assert "odoo" in names and any(name.startswith("odoo (through") for name in names)


@pytest.mark.parametrize(
    ("code", "built"), [("f'{lot} is held'", True), ("'%s is held' % lot", True), ("'a' + lot", True), ("'held'", False), ("text", False)]
)
def test_sentences_put_together_are_found(code, built):
    node = ast.parse(code, mode="eval").body
    assert is_built(node) == built
    assert is_literal(node) == (built or code == "'held'")


@pytest.mark.parametrize(
    ("source", "chinese", "english"),
    [("Lot", "Lot", True), ("Lot", "批次", False), ("IQC", "IQC", False), ("mdq.lot.edge", "mdq.lot.edge", False), ("%s", "%s", False)],
)
def test_english_left_over_is_found(source, chinese, english):
    assert is_english(SimpleNamespace(msgid=source, msgstr=chinese)) == english


@pytest.mark.parametrize(
    ("xml", "number"),
    [
        ("<record id='mdq_lot_view_form' model='ir.ui.view'><field name='model'>mdq.lot</field></record>", 0),
        ("<record id='view_lot' model='ir.ui.view'><field name='model'>mdq.lot</field></record>", 1),
        ("<record id='view_lot_form' model='ir.ui.view'><field name='inherit_id' ref='stock.view_lot_form'/></record>", 0),
        ("<record id='mdq_lot_form' model='ir.ui.view'><field name='inherit_id' ref='stock.view_lot_form'/></record>", 1),
        ("<record id='mdq_lot_action' model='ir.actions.act_window'/>", 0),
        ("<record id='action_lot' model='ir.actions.act_window'/>", 1),
        ("<menuitem id='mdq_lot_menu'/>", 0),
        ("<menuitem id='menu_lots'/>", 0),
        ("<menuitem id='lots'/>", 1),
    ],
)
def test_ids_against_the_convention_are_found(xml, number):
    assert len(list(misnamed(None, etree.fromstring(xml)))) == number
