"""Opening an uploaded workbook: what it is and how large it unfolds is checked before anything parses it."""

from __future__ import annotations

from typing import IO
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from django.utils.translation import gettext as _

from portal.sheets.problems import FileRefused

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
# 100,000 rows of every column unfold to some 160 MB; zipfile never yields more of an entry than its declared size.
LARGEST_UNFOLDED = 240 * MEGABYTE
# These are held in memory as a whole; the sheet itself is read as it comes.
LARGEST_PART = 80 * MEGABYTE
MOST_ENTRIES = 500
NEEDED = {"[Content_Types].xml", "xl/workbook.xml"}
SHEETS = "xl/worksheets/"
HEAD = 2048

# What a workbook that is not what it says it is can raise in those who read on.
DAMAGE = (
    ParseError, ExpatError, BadZipFile, ZlibError, KeyError, ValueError, IndexError, TypeError, EOFError, OverflowError,
    NotImplementedError, OSError,
)  # fmt: skip

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def opened(file: IO[bytes]) -> ZipFile:
    """The archive that a workbook is, safe to read. FileRefused when it is something else, or harmful."""
    _check_size(file)
    _check_type(file)
    try:
        archive = ZipFile(file)
        _check_archive(archive)
    except FileRefused:
        raise
    except (BadZipFile, KeyError, ValueError, OSError, EOFError, NotImplementedError, RuntimeError) as damage:
        raise damaged() from damage
    return archive


def unfolded_size(archive: ZipFile) -> int:
    """What there is to read, in bytes: how long a file takes is told by it and not by how well it was packed."""
    return sum(entry.file_size for entry in archive.infolist())


def damaged() -> FileRefused:
    return FileRefused(_("The file is damaged: open it in a spreadsheet program and save it again."))


def _check_size(file: IO[bytes]) -> None:
    file.seek(0, 2)
    if file.tell() > LARGEST_FILE:
        raise FileRefused(_("The file is larger than %d MB: divide it.") % (LARGEST_FILE // MEGABYTE))
    file.seek(0)


def _check_type(file: IO[bytes]) -> None:
    start = file.read(4)
    file.seek(0)
    if start == _OLE:
        raise FileRefused(_("This is an old .xls file or has a password: save it as .xlsx without one."))
    if start != _ZIP:
        raise FileRefused(_("This is not an .xlsx file, whatever its name says."))


def _check_archive(archive: ZipFile) -> None:
    entries = archive.infolist()
    if not {entry.filename for entry in entries} >= NEEDED:
        raise FileRefused(_("This is not an .xlsx file, whatever its name says."))
    if len(entries) > MOST_ENTRIES or unfolded_size(archive) > LARGEST_UNFOLDED or any(map(_is_bloated, entries)):
        raise FileRefused(_("The file unfolds to more than a register can hold; it was not opened."))
    for entry in entries:
        # No spreadsheet program writes a document type; with one, a few bytes of XML grow to gigabytes.
        if entry.filename.endswith((".xml", ".rels", ".vml")):
            with archive.open(entry) as part:
                if b"<!DOCTYPE" in part.read(HEAD).replace(b"\x00", b""):
                    raise FileRefused(_("The file contains a document type, which no spreadsheet has."))


def _is_bloated(entry: ZipInfo) -> bool:
    return entry.file_size > LARGEST_PART and not entry.filename.startswith(SHEETS)
