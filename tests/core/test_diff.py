"""The difference of two revisions: fields, lines, lines of lines, files, words."""

from hypothesis import given
from hypothesis import strategies as st
from mdq_base.core import diff


def field(name, text):
    return {"name": name, "label": name.title(), "text": text}


def row(key, tables=(), **texts):
    return {"key": key, "title": str(key or next(iter(texts.values()))), "fields": [field(*item) for item in texts.items()],
            "tables": list(tables), "files": []}


def content(rows=(), files=(), **texts):
    return {"fields": [field(*item) for item in texts.items()], "files": list(files),
            "tables": [{"name": "lines", "label": "Lines", "rows": list(rows)}]}


def rows_of(old, new):
    return [(line["title"], line["kind"]) for line in diff.compare(content(old), content(new))["tables"][0]["rows"]]


def test_fields_are_same_changed_added_removed():
    """Requirement: MDQ-BAS-223"""
    fields = diff.compare(content(a="1", b="1", c="", d="1", e=""), content(a="1", b="2", c="2", d="", e=""))["fields"]
    assert [(line["name"], line["kind"]) for line in fields] == [
        ("a", "same"), ("b", "changed"), ("c", "added"), ("d", "removed"), ("e", "same")
    ]


def test_lines_are_matched_by_their_key_and_keep_their_place():
    """Requirement: MDQ-BAS-223"""
    old = [row("length", limit="3"), row("colour", limit="blue"), row("mass", limit="5")]
    new = [row("mass", limit="5"), row("length", limit="4"), row("roughness", limit="1")]
    assert rows_of(old, new) == [("mass", "same"), ("length", "changed"), ("colour", "removed"), ("roughness", "added")]


def test_the_same_key_twice_is_matched_in_order():
    """A route may clean, anodise and clean again."""
    old = [row("clean", days="1"), row("anodise", days="5"), row("clean", days="2")]
    new = [row("clean", days="1"), row("clean", days="3")]
    assert rows_of(old, new) == [("clean", "same"), ("anodise", "removed"), ("clean", "changed")]


def test_lines_without_a_key_are_matched_by_likeness():
    old = [row(None, text="Rinse", time="5", place="bath"), row(None, text="Dry", time="9", place="oven")]
    new = [row(None, text="Dry", time="8", place="oven"), row(None, text="Pack", time="1", place="hall")]
    assert rows_of(old, new) == [("Rinse", "removed"), ("Dry", "changed"), ("Pack", "added")]


def test_lines_of_lines_change_the_line():
    """Requirement: MDQ-BAS-223"""
    def step(upper):
        return row("anodise", tables=[{"name": "parameters", "label": "Parameters", "rows": [row("V", upper=upper)]}], days="5")
    result = diff.compare(content([step("20")]), content([step("21")]))
    line = result["tables"][0]["rows"][0]
    assert line["kind"] == "changed"
    assert line["tables"][0]["rows"][0]["fields"][0] == {"name": "upper", "label": "Upper", "old": "20", "new": "21", "kind": "changed"}
    assert result["counts"] == {"same": 1, "changed": 1, "added": 0, "removed": 0}


def test_files_are_compared_by_their_digest():
    """Requirement: MDQ-BAS-223"""
    old = [{"name": "a.pdf", "sha256": "1"}, {"name": "b.pdf", "sha256": "2"}]
    new = [{"name": "a.pdf", "sha256": "9"}, {"name": "c.pdf", "sha256": "3"}]
    files = diff.compare(content(files=old), content(files=new))["files"]
    assert [(line["name"], line["kind"]) for line in files] == [("a.pdf", "changed"), ("c.pdf", "added"), ("b.pdf", "removed")]


def test_long_chinese_text_is_compared_by_characters():
    before = "清洗后在洁净间内目视检查所有零件的表面，不得有划痕、油污、毛刺或其他缺陷；检查人员须佩戴手套并在良好照明条件下进行，照度不低于一千勒克斯。"
    after = before.replace("一千", "两千")
    (line,) = diff.compare(content(t=before), content(t=after))["fields"]
    assert [segment for segment in line["words"] if segment[0] != "same"] == [["removed", "一"], ["added", "两"]]


@given(st.text(), st.text())
def test_words_give_both_texts_back(old, new):
    segments = diff.words(old, new)
    assert "".join(text for kind, text in segments if kind != "added") == old
    assert "".join(text for kind, text in segments if kind != "removed") == new


rows = st.lists(st.builds(row, st.sampled_from([None, "a", "b", "c"]), x=st.sampled_from("12"), y=st.sampled_from("12")), max_size=6)


@given(rows, rows)
def test_every_row_stands_in_the_difference_once(old, new):
    kinds = [kind for _title, kind in rows_of(old, new)]
    assert len(kinds) - kinds.count("added") == len(old)
    assert len(kinds) - kinds.count("removed") == len(new)
