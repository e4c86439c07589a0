"""The examples in the docstrings of the tools are true."""

import doctest
import importlib
import sys

import pytest
from repository import PROJECT

MODULES = ["requirements", "validation_kit.texts", "bench.measure", "licences", "test_files_translations"]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(PROJECT), *sys.path])
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted and not result.failed, f"{name}: run python -m doctest on it and mend its examples."
