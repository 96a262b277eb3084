"""The sheet of a marked workbook: where in its bytes the bad cells are, and those bytes written anew."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat
from zipfile import ZipFile

from cases.registers.marking.places import Place, name_of, place_of

PIECE = 1 << 20
LONGEST_TAG = 512
# What may follow a reference to notes in a sheet, in the order of the standard.
AFTER_NOTES = {
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
}  # fmt: skip
_STYLE = re.compile(rb'\ss="\d+"')
_NAME = re.compile(rb"<[\w:]+")
NOTES = b'<%slegacyDrawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="%s"/>'


@dataclass(frozen=True, slots=True)
class Edit:
    """A bad cell: `at` is where its tag begins, or where an absent one belongs."""

    at: int
    place: Place
    style: int = 0
    is_absent: bool = False


@dataclass(slots=True)
class Edits:
    """In the order of the bytes. `notes_at`: where a reference to notes belongs, should there be none."""

    cells: list[Edit] = field(default_factory=list)
    prefix: bytes = b""
    notes_at: int = 0
    has_notes: bool = False


class _Finder:
    """Handlers of a parser that knows at which byte it is."""

    def __init__(self, wanted: set[Place]) -> None:
        self.found = Edits()
        self.rows: dict[int, list[Place]] = {}
        for place in sorted(wanted):
            self.rows.setdefault(place[0], []).append(place)
        self.row, self.column, self.depth = 0, 0, 0
        self.missing: list[Place] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        prefix, _colon, name = name.rpartition(":")
        self.depth += 1
        if name == "row":
            self.row, self.column = int(attributes.get("r") or self.row + 1), 0
            self.missing = list(self.rows.get(self.row, ()))
        elif name == "c" and self.missing:
            self._cell(attributes)
        elif self.depth == 1:
            self.found.prefix = f"{prefix}:".encode() if prefix else b""
        elif self.depth == 2:
            self.found.has_notes = self.found.has_notes or name == "legacyDrawing"
            if name in AFTER_NOTES and not self.found.notes_at:
                self.found.notes_at = self.parser.CurrentByteIndex
        elif name == "c":
            self.column = place_of(attributes["r"])[1] if "r" in attributes else self.column + 1

    def _cell(self, attributes: dict[str, str]) -> None:
        self.column = place_of(attributes["r"])[1] if "r" in attributes else self.column + 1
        at = self.parser.CurrentByteIndex
        while self.missing and self.missing[0][1] < self.column:
            self.found.cells.append(Edit(at, self.missing.pop(0), is_absent=True))
        if self.missing and self.missing[0][1] == self.column:
            self.found.cells.append(Edit(at, self.missing.pop(0), int(attributes.get("s", 0))))

    def _end(self, name: str) -> None:
        self.depth -= 1
        name = name.rpartition(":")[2]
        if name == "row":
            at = self.parser.CurrentByteIndex
            self.found.cells += [Edit(at, place, is_absent=True) for place in self.missing]
            self.missing = []
        elif self.depth == 0 and not self.found.notes_at:
            self.found.notes_at = self.parser.CurrentByteIndex


def edits_of(archive: ZipFile, sheet: str, wanted: set[Place]) -> Edits:
    finder = _Finder(wanted)
    with archive.open(sheet) as part:
        while piece := part.read(PIECE):
            finder.parser.Parse(piece, False)
        finder.parser.Parse(b"", True)
    return finder.found


def rewritten(
    source: IO[bytes], target: IO[bytes], edits: Edits, *, styles: dict[int, int], drawing: str | None
) -> None:
    """Copies the sheet, with other tags where the edits say so. `drawing`: the id of new notes to refer to."""
    done = 0
    for edit in edits.cells:
        done += _copied(source, target, edit.at - done)
        style = styles[edit.style]
        if edit.is_absent:
            target.write(b'<%sc r="%s" s="%d"/>' % (edits.prefix, name_of(edit.place).encode(), style))
        else:
            tag = _tag(source)
            done += len(tag)
            target.write(_restyled(tag, style))
    if drawing and not edits.has_notes:
        _copied(source, target, edits.notes_at - done)
        target.write(NOTES % (edits.prefix, drawing.encode()))
    while piece := source.read(PIECE):
        target.write(piece)


def _restyled(tag: bytes, style: int) -> bytes:
    tag = _STYLE.sub(b"", tag)
    end = _NAME.match(tag)
    return tag if end is None else b'%s s="%d"%s' % (end[0], style, tag[end.end() :])


def _copied(source: IO[bytes], target: IO[bytes], count: int) -> int:
    left = count
    while left > 0 and (piece := source.read(min(left, PIECE))):
        target.write(piece)
        left -= len(piece)
    return count - left


def _tag(source: IO[bytes]) -> bytes:
    """The tag that begins here. None of its attributes holds a bracket: they are a place, a number and a letter."""
    tag = b""
    while not tag.endswith(b">") and len(tag) < LONGEST_TAG and (byte := source.read(1)):
        tag += byte
    return tag
