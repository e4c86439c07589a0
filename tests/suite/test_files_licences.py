"""MDQ is LGPL-3: nothing that it needs at run time may be under GPL or AGPL, and what it carries along brings its licence."""

import re

import pytest
from licences import is_strong, licences, required, with_dependencies
from repository import PROJECT, addons, allowed, none_of, place

each_addon = pytest.mark.parametrize("addon", addons(), ids=str)


def test_packages_at_run_time_are_not_gpl():
    """Requirement: MDQ-APP-012"""
    exceptions = {name for name, _reason in allowed("licences")}
    packages = with_dependencies(required())
    none_of(
        f"{name} is under {', '.join(licences(package))}: an LGPL suite may not need it. Use another package."
        for name, package in sorted(packages.items())
        if name not in exceptions and is_strong(licences(package))
    )


def test_packages_state_a_licence():
    exceptions = {name for name, _reason in allowed("licences")}
    none_of(
        f"{name} states no licence; read it and add the package with what you read to tests/suite/allowed/licences.txt."
        for name, package in sorted(with_dependencies(required()).items())
        if name not in exceptions and not licences(package)
    )


def test_requirements_are_pinned_and_installed():
    lines = [line for line in (PROJECT / "requirements.txt").read_text().splitlines() if line.strip() and not line.startswith("#")]
    none_of(f"requirements.txt: pin “{line}” to one version." for line in lines if not re.fullmatch(r"[\w.\[\]-]+==[\w.]+( *;.*)?", line))
    missing = sorted(set(required()) - with_dependencies(required()).keys())
    none_of(f"{name} of requirements.txt is not installed: run make setup." for name in missing)


@each_addon
def test_addon_is_under_lgpl(addon):
    for path in addon.path.rglob("LICENSE*"):
        if "lib" not in path.parts:
            assert "LESSER GENERAL PUBLIC LICENSE" in path.read_text().upper(), f"{place(path)} is not the LGPL."


@each_addon
def test_carried_libraries_bring_their_licence(addon):
    folders = [folder for folder in (addon.path / "static" / "lib").glob("*") if folder.is_dir()]
    none_of(
        f"{place(folder)} has no licence file: put the library's LICENSE beside it."
        for folder in folders
        if not any(re.match(r"(licen[cs]e|copying)", path.name, re.IGNORECASE) for path in folder.iterdir())
    )
    loose = [path for path in (addon.path / "static" / "lib").glob("*") if path.is_file()]
    none_of(f"{place(path)} lies loose: give the library a folder with its licence." for path in loose)
