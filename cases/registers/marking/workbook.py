"""Puts a marked workbook together: which parts change, which are new, and how they find each other."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from cases.registers.marking.notes import Notes
from cases.registers.marking.places import Place, place_of
from cases.registers.marking.sheet import edits_of, rewritten
from cases.registers.marking.styles import Styles
from portal.sheets.opening import DAMAGE, damaged, opened
from portal.sheets.package import STYLES, package_of, relations
from portal.sheets.problems import Problem

CONTENT_TYPES = "[Content_Types].xml"
MOST_NOTES = 5000  # every bad cell is coloured; a spreadsheet program grows slow of more notes than this


def marked_workbook(file: IO[bytes], problems: Iterable[Problem]) -> bytes:
    """The bytes of an .xlsx. FileRefused when the file cannot be taken apart as it was when it was read."""
    said: dict[Place, list[str]] = {}
    for problem in problems:
        said.setdefault(place_of(problem.cell or f"A{problem.row}"), []).append(problem.message)
    try:
        return _marked(opened(file), {place: "\n".join(words) for place, words in said.items()})
    except DAMAGE as damage:
        raise damaged() from damage


def _marked(archive: ZipFile, said: dict[Place, str]) -> bytes:
    sheet = package_of(archive).sheet
    edits = edits_of(archive, sheet, set(said))
    styles = Styles(archive.read(STYLES).decode())
    notes = Notes(archive, sheet, relations(archive, sheet), dict(list(said.items())[:MOST_NOTES]))
    parts = {STYLES: styles.with_marked({edit.style for edit in edits.cells}), **notes.parts()}
    parts[CONTENT_TYPES] = notes.content_types(archive.read(CONTENT_TYPES).decode())
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=3) as made:
        for name in dict.fromkeys([CONTENT_TYPES, *archive.namelist(), *parts]):
            if name == sheet:
                with archive.open(name) as source, made.open(name, "w", force_zip64=True) as target:
                    rewritten(source, target, edits, styles=styles.marked, drawing=notes.drawing_id)
            else:
                made.writestr(name, parts[name].encode() if name in parts else archive.read(name))
    return file.getvalue()
