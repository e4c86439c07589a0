"""The list of requirements is whole, and every built requirement has a test that names it.

Requirement: MDQ-APP-002
"""

import requirements
from repository import none_of


def test_requirements_are_complete_and_tested():
    none_of(requirements.problems())


def test_merged_list_is_up_to_date():
    assert requirements.is_merged(), "docs/requirements.csv is out of date: run python scripts/requirements.py"


def test_ids_are_found_in_docstrings():
    assert requirements.named_in("Requirements: MDQ-SUP-001, MDQ-SUP-002 and MDQ-BAS-010.") == ["MDQ-SUP-001", "MDQ-SUP-002", "MDQ-BAS-010"]
    assert requirements.named_in("See MDQ-SUP-001.") == []
