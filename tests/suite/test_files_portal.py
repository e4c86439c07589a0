"""What holds for every page of the portal, whichever addon it comes from."""

from repository import addons, none_of, place


def file_inputs():
    """(file, element) of every place where a supplier chooses a file."""
    for addon in addons():
        for path, template in addon.records():
            for element in template.iter("input"):
                if element.get("type") == "file":
                    yield path, element


def test_a_file_that_is_too_large_is_refused_where_it_is_chosen():
    assert list(file_inputs())
    none_of(
        f"{place(path, element.sourceline)}: say with data-largest how many bytes a file may have, so that the page refuses a larger"
        " one before it is sent and what was typed is not lost."
        for path, element in file_inputs() if not element.get("data-largest")
    )
