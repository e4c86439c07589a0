"""Every addon presents itself the same way and knows only what stands below it."""

import ast
import re

import pytest
from repository import ORDER, PROJECT, addons, nodes, none_of, place

FIXED = {
    "version": "19.0.0.1.0",
    "license": "LGPL-3",
    "author": "MDQ founders",
    "category": "Manufacturing/Quality",
    "installable": True,
}
each_addon = pytest.mark.parametrize("addon", addons(), ids=str)


def test_all_addons_are_there():
    """The module map of the architecture is what lies in addons/."""
    assert [addon.name for addon in addons()] == ORDER


@each_addon
def test_manifest_says_what_all_say(addon):
    none_of(
        f"addons/{addon}/__manifest__.py: “{key}” must be {value!r}, it is {addon.manifest.get(key)!r}."
        for key, value in {**FIXED, "version": newest_version(addon)}.items()
        if addon.manifest.get(key) != value
    )
    assert addon.manifest.get("name") and addon.manifest.get("summary"), f"addons/{addon}/__manifest__.py needs name and summary."


def newest_version(addon):
    """The first version, or that of the newest migration: a changed shape and a new version come together."""
    migrations = [path.name for path in (addon.path / "migrations").glob("*.*") if path.is_dir()]
    return max([FIXED["version"], *migrations], key=lambda version: [int(number) for number in version.split(".")])


@each_addon
def test_manifest_lists_the_files_that_exist(addon):
    listed = {name for key in ("data", "demo") for name in addon.manifest.get(key, [])}
    kept = {"data", "views", "security", "demo", "report", "wizards", "templates"}
    there = {
        str(path.relative_to(addon.path)) for folder in kept for path in (addon.path / folder).rglob("*") if path.suffix in (".xml", ".csv")
    }
    gone = [name for name in sorted(listed - there) if not (addon.path / name).is_file()]
    none_of(
        [f"addons/{addon}/__manifest__.py lists {name}, which does not exist." for name in gone]
        + [f"addons/{addon}/{name} is in no list of the manifest: list it or delete it." for name in sorted(there - listed)]
    )


@each_addon
def test_security_loads_first(addon):
    data = addon.manifest.get("data", [])
    first_other = next((index for index, name in enumerate(data) if not name.startswith("security/")), len(data))
    late = [name for name in data[first_other:] if name.startswith("security/") and name.endswith("groups.xml")]
    none_of(f"addons/{addon}/__manifest__.py: {name} must stand before views and data." for name in late)


@each_addon
def test_demo_data_is_in_the_app_only(addon):
    if addon.name != "mdq":
        assert not addon.manifest.get("demo"), f"addons/{addon} has demo data; the story is told by the addon mdq alone."


@each_addon
def test_addon_has_description_translation_and_tests(addon):
    wanted = ["readme/DESCRIPTION.md", "i18n/zh_CN.po", "tests/__init__.py", "security/ir.model.access.csv"]
    if addon.name == "mdq":
        wanted[-1] = "static/description/icon.png"
    missing = [f"addons/{addon}/{name} is missing." for name in wanted if not (addon.path / name).is_file()]
    if not list(addon.path.glob("tests/**/test_*.py")):
        missing.append(f"addons/{addon}/tests holds no test_*.py.")
    none_of(missing)


@each_addon
def test_depends_point_down(addon):
    place_of = {name: index for index, name in enumerate(ORDER)}
    ours = [name for name in addon.manifest.get("depends", []) if name.startswith("mdq")]
    none_of(
        f"addons/{addon}/__manifest__.py depends on {name}, which stands above it."
        for name in ours
        if place_of.get(name, 99) >= place_of[addon.name]
    )


def below(addon, by_name):
    """The addons of the suite that it depends on, directly or not, and itself."""
    reached = {addon.name, *addon.manifest.get("depends", [])}
    for name in addon.manifest.get("depends", []):
        if name in by_name:
            reached |= below(by_name[name], by_name)
    return reached


@each_addon
def test_code_names_only_addons_below(addon):
    """Imports and references reach down the list of the architecture only."""
    allowed = below(addon, {other.name: other for other in addons()})
    mentioned = re.compile(r"""(?:ref|id|groups|action|parent|inherit_id|t-call)\s*=\s*["'][^"']*?\b(mdq\w*)\.[a-z]""")
    findings = []
    for path in addon.data_files(".xml"):
        for name in sorted({*mentioned.findall(path.read_text(encoding="utf-8"))} - allowed):
            if (PROJECT / "addons" / name).is_dir():
                findings.append(f"{place(path)} refers to {name}, which {addon} does not depend on.")
    for path in addon.python_files(tests=True):
        for line, name in imported(path):
            if name not in allowed:
                findings.append(f"{place(path, line)} imports {name}, which {addon} does not depend on.")
    none_of(findings)


def imported(path):
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("odoo.addons.mdq"):
            yield node.lineno, node.module.split(".")[2]
