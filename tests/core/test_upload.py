import pytest
from mdq_base.core import upload

PDF, PNG, JPEG = b"%PDF-1.7\n...", b"\x89PNG\r\n\x1a\n....", b"\xff\xd8\xff\xe0...."


@pytest.mark.parametrize(("name", "content", "kind"), [
    ("a.pdf", PDF, "application/pdf"), ("a.PDF", PDF, "application/pdf"), ("a.png", PNG, "image/png"),
    ("a.jpg", JPEG, "image/jpeg"), ("a.jpeg", JPEG, "image/jpeg"),
])
def test_files_that_are_what_they_say_are_taken(name, content, kind):
    assert upload.check(name, content) == (kind, None)


@pytest.mark.parametrize(("name", "content", "problem"), [
    ("a.pdf", b"", "empty"), ("a.pdf", b"MZ\x90", "kind"), ("a.svg", b"<svg onload=alert(1)>", "kind"),
    ("a.exe", PDF, "ending"), ("a.png", PDF, "ending"), ("", PDF, "ending"), ("a.pdf.html", PDF, "ending"),
    ("a.pdf", PDF + b"x" * upload.LARGEST, "large"),
])
def test_other_files_are_refused_with_the_reason(name, content, problem):
    assert upload.check(name, content) == (None, problem)


def test_the_largest_file_is_still_taken():
    assert upload.check("a.pdf", PDF + b"x" * (upload.LARGEST - len(PDF)))[1] is None
