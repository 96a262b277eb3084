"""What reading a workbook needs of its parts: where its first sheet is, its shared texts, which formats are dates."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from xml.etree import ElementTree  # documents without a document type only: opening.py has seen to it
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from django.utils.translation import gettext as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from portal.sheets.problems import FileRefused

WORKBOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(slots=True)
class Package:
    """`texts` by their number; `dates`: the numbers of the cell formats that show a date; `epoch`: its day nought."""

    archive: ZipFile
    sheet: str
    texts: list[str] = field(default_factory=list)
    dates: frozenset[str] = frozenset()
    epoch: datetime = CALENDAR_WINDOWS_1900


def package_of(archive: ZipFile) -> Package:
    """Raises KeyError, ValueError or ParseError for a damaged one, FileRefused for one without a sheet."""
    book = parsed(archive, WORKBOOK)
    sheet = next((found for found in book.iter() if local(found) == "sheet"), None)
    if sheet is None:
        raise FileRefused(_("The file has no sheet."))
    targets = relations(archive, WORKBOOK)
    package = Package(archive, targets[sheet.get(ID) or sheet.get(STRICT_ID) or ""][1])
    texts = next((path for kind, path in targets.values() if kind == "sharedStrings"), "")
    if texts in archive.namelist():
        package.texts = _texts(archive, texts)
    if STYLES in archive.namelist():
        package.dates = _date_formats(parsed(archive, STYLES))
    if any(local(part) == "workbookPr" and part.get("date1904") in ("1", "true") for part in book):
        package.epoch = CALENDAR_MAC_1904
    return package


def relations(archive: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: by id, the last word of the relation's kind and the path of its target."""
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels"
    if path not in archive.namelist():
        return {}
    return {
        told.get("Id", ""): (told.get("Type", "").rpartition("/")[2], within(folder, told.get("Target", "")))
        for told in parsed(archive, path)
    }


def within(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def parsed(archive: ZipFile, path: str) -> Element:
    return ElementTree.fromstring(archive.read(path))  # noqa: S314


def local(element: Element) -> str:
    """The name of an element without its namespace: there are two, of the two editions of the standard."""
    return str(element.tag).rpartition("}")[2]


def _texts(archive: ZipFile, path: str) -> list[str]:
    """Read as it comes: of a text with several fonts, all its pieces; how it is pronounced is no part of it."""
    texts: list[str] = []
    with archive.open(path) as part:
        for _event, element in ElementTree.iterparse(part):  # noqa: S314
            name = local(element)
            if name == "rPh":
                element.clear()
            elif name == "si":
                texts.append("".join(piece.text or "" for piece in element.iter() if local(piece) == "t"))
                element.clear()
    return texts


def _date_formats(styles: Element) -> frozenset[str]:
    """The numbers of the cell formats (as `s` of a cell gives them) under which a number is a date."""
    told = {found.get("numFmtId"): found.get("formatCode") or "" for found in styles.iter() if local(found) == "numFmt"}
    is_date: Callable[[Any], bool] = lambda code: is_date_format(told.get(code) or BUILTIN_FORMATS.get(int(code), ""))  # noqa: E731
    cells = next((part for part in styles if local(part) == "cellXfs"), None)
    if cells is None:
        return frozenset()
    return frozenset(str(number) for number, each in enumerate(cells) if is_date(each.get("numFmtId") or "0"))
