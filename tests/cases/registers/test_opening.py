"""A file is what it says, and unfolds to no more than a register holds, before anything parses it."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from cases.registers.reading import read_register
from portal.sheets import opening
from portal.sheets.opening import opened
from portal.sheets.problems import FileRefused
from tests.cases.registers.conftest import good, workbook

PARTS = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def archive(**parts) -> BytesIO:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        for name, content in {**PARTS, **parts}.items():
            made.writestr(name, content)
    return file


def refusal(file) -> str:
    with pytest.raises(FileRefused) as refused:
        opened(file)
    return str(refused.value)


@pytest.mark.parametrize("content", [b"", b"name,phone\n", b"%PDF-1.7", b"\x00" * 100])
def test_something_else(content):
    assert "not an .xlsx" in refusal(BytesIO(content))


def test_an_old_or_locked_workbook():
    assert ".xls" in refusal(BytesIO(b"\xd0\xcf\x11\xe0" + bytes(600)))


def test_a_zip_that_is_no_workbook():
    file = BytesIO()
    with ZipFile(file, "w") as made:
        made.writestr("photo.jpg", b"x")
    assert "not an .xlsx" in refusal(file)


def test_a_bomb(monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_UNFOLDED", 1_000_000)
    file = archive(**{"xl/worksheets/sheet1.xml": b"0" * 1_100_000})
    assert file.tell() < 10_000
    assert "unfolds" in refusal(file)


def test_too_many_entries():
    assert "unfolds" in refusal(archive(**{f"xl/{n}.bin": b"" for n in range(opening.MOST_ENTRIES)}))


def test_a_document_type():
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb">]><workbook/>'
    assert "document type" in refusal(archive(**{"xl/workbook.xml": bomb}))


def test_too_large(monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_FILE", 100)
    assert "divide" in refusal(workbook(good()))


def test_damaged():
    whole = workbook(good()).getvalue()
    assert "damaged" in refusal(BytesIO(whole[: len(whole) // 2]))


def test_parts_that_are_no_workbook():
    with pytest.raises(FileRefused, match="no sheet"):
        read_register(archive(), known=None)
