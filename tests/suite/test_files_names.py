"""Ids follow one convention, so that a reader can guess them.

view mdq_inspection_view_form     action mdq_inspection_action     menu mdq_inspection_menu
rule mdq_inspection_rule_company  access access_mdq_inspection_…   sequence sequence_mdq_inspection
demo id …_demo                    inherited view: the original's id
"""

import csv
import re

import pytest
from lxml import etree
from repository import addons, none_of, place

each_addon = pytest.mark.parametrize("addon", addons(), ids=str)
VIEW_TYPES = "form|list|kanban|search|calendar|graph|pivot|activity|hierarchy"
PATTERNS = {
    "ir.actions.act_window": (r"\w+_action(_\w+)?", "an action is called mdq_inspection_action"),
    "ir.actions.client": (r"\w+_action(_\w+)?", "an action is called mdq_inspection_action"),
    "ir.actions.server": (r"\w+_action(_\w+)?", "an action is called mdq_inspection_action"),
    "ir.actions.report": (r"\w+_report(_\w+)?", "a report is called mdq_inspection_report"),
    "ir.rule": (r"\w+_rule_\w+", "a rule is called mdq_inspection_rule_company"),
    "ir.sequence": (r"sequence_\w+", "a sequence is called sequence_mdq_inspection"),
    "res.groups": (r"group_\w+", "a group is called group_inspector"),
}


@each_addon
def test_ids_follow_the_convention(addon):
    none_of(f"{place(path, element.sourceline)}: {sentence}." for path, element in addon.records() for sentence in misnamed(addon, element))


def misnamed(addon, element):
    name = element.get("id")
    if "." in name:
        # A record of another addon, extended here.
        return
    if element.tag == "menuitem" and not re.search(r"(^|_)menu(_|$)", name):
        yield f"menu “{name}” should be called like mdq_inspection_menu"
    if element.tag != "record":
        return
    model = element.get("model")
    pattern, example = PATTERNS.get(model, ("", ""))
    if pattern and not re.fullmatch(pattern, name):
        yield f"{model} “{name}”: {example}"
    if model == "ir.ui.view":
        yield from misnamed_view(element, name)


def misnamed_view(element, name):
    inherited = field(element, "inherit_id")
    if inherited is not None:
        original = (inherited.get("ref") or inherited.get("eval") or "").split(".")[-1].strip("')\"")
        if not (name == original or name.startswith(f"{original}_")):
            yield f"view “{name}” inherits {original}, so it carries that name"
        return
    of_model = field(element, "model")
    if of_model is None or not (of_model.text or "").startswith("mdq."):
        return
    stem = of_model.text.replace(".", "_")
    if not re.fullmatch(rf"{stem}_view_({VIEW_TYPES})(_\w+)?", name):
        yield f"view “{name}” of {of_model.text} should be called like {stem}_view_form"


def field(element, name):
    return next((child for child in element.iter("field") if child.get("name") == name), None)


@each_addon
def test_demo_ids_end_in_demo(addon):
    none_of(
        f"{place(path, element.sourceline)}: the demo record “{element.get('id')}” should end in _demo."
        for path, element in addon.records(("demo",))
        if "." not in element.get("id") and not element.get("id").endswith("_demo")
    )


@each_addon
def test_access_ids_name_model_and_role(addon):
    """access_mdq_inspection_inspector gives the inspector his access to mdq.inspection."""
    findings = []
    for path in addon.data_files("ir.model.access.csv"):
        with open(path, encoding="utf-8", newline="") as stream:
            for line in csv.DictReader(stream):
                model = line["model_id:id"].split(".")[-1].removeprefix("model_")
                name = line["id"].strip()
                if "." not in name and not re.fullmatch(rf"access_{model}_\w+", name):
                    findings.append(f"{place(path)}: “{name}” should be called access_{model}_<role>.")
                if not line["group_id:id"].strip():
                    findings.append(f"{place(path)}: “{name}” names no group, so everybody would have this access.")
    none_of(findings)


@each_addon
def test_names_of_views_and_templates_are_unique(addon):
    seen, findings = {}, []
    for path, element in addon.records():
        first = seen.setdefault(element.get("id"), place(path, element.sourceline))
        if first != place(path, element.sourceline):
            findings.append(f"{place(path, element.sourceline)}: the id “{element.get('id')}” is taken by {first}.")
    none_of(findings)


@each_addon
def test_models_are_named_for_the_suite(addon):
    """A model of ours is called mdq.…; its file is named for it (a line model may sit with its header)."""
    pattern = re.compile(r"""^    _name\s*=\s*["']([\w.]+)["']""", re.MULTILINE)
    findings = []
    for path in addon.python_files():
        text = path.read_text(encoding="utf-8")
        # A model of Odoo that takes in a mixin has to repeat its name.
        names = [name for name in pattern.findall(text) if f'_inherit = ["{name}", ' not in text]
        findings += [f"{place(path)}: the model {name} should be called mdq.{name}." for name in names if not name.startswith("mdq.")]
        stems = [name.replace(".", "_") for name in names if name.startswith("mdq.")]
        if stems and not any(path.stem == stem or path.stem == stem.removeprefix("mdq_") for stem in stems):
            findings.append(f"{place(path)} holds {names[0]}; call the file {stems[0]}.py.")
    none_of(findings)


@each_addon
def test_data_is_well_formed(addon):
    findings = []
    for path in addon.path.rglob("*.xml"):
        try:
            etree.parse(str(path))
        except etree.XMLSyntaxError as error:
            findings.append(f"{place(path)} is not well formed: {error}")
    none_of(findings)
