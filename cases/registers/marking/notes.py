"""The notes of a marked workbook: what is wrong, said at the cell, beside the notes that were there already."""

from __future__ import annotations

import posixpath
import re
from xml.sax.saxutils import escape
from zipfile import ZipFile

from django.utils.translation import gettext as _

from cases.registers.marking.places import Place, name_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
COMMENTS = f'<comments xmlns="{MAIN}"><authors></authors><commentList></commentList></comments>'
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;width:200pt;height:60pt;'
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:textbox/>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
FIRST_SHAPE = 900_000  # far from what a program numbers by itself

_LIST_END = re.compile(r"</(?P<p>(?:\w+:)?)commentList>|<(?P<e>(?:\w+:)?)commentList\s*/>")
_AUTHORS_END = re.compile(r"</(?P<p>(?:\w+:)?)authors>|<(?P<e>(?:\w+:)?)authors\s*/>")
_NOTED = re.compile(r'<(?:\w+:)?comment\b[^>]*\sref="([A-Z]+\d+)"')
_AUTHOR = re.compile(r"<(?:\w+:)?author[\s/>]")


class Notes:
    """The parts that hold notes. `drawing_id`: under which id the sheet must refer to them, when it does not yet."""

    def __init__(self, archive: ZipFile, sheet: str, known: dict[str, tuple[str, str]], said: dict[Place, str]) -> None:
        self.archive, self.sheet, self.said = archive, sheet, said
        kinds = dict(known.values())
        self.comments = kinds.get("comments") or self._free("xl/commentsMarked{}.xml")
        self.drawing = kinds.get("vmlDrawing") or self._free("xl/drawings/vmlDrawingMarked{}.vml")
        self.relations = {
            f"rIdMarked{kind}": (kind, path)
            for kind, path in (("comments", self.comments), ("vmlDrawing", self.drawing))
            if kind not in kinds
        }
        self.drawing_id = "rIdMarkedvmlDrawing" if "vmlDrawing" not in kinds else None

    def parts(self) -> dict[str, str]:
        folder, name = posixpath.split(self.sheet)
        path = f"{folder}/_rels/{name}.rels"
        more = "".join(
            f'<Relationship xmlns="{PACKAGE}" Id="{key}" Type="{RELATIONS}/{kind}" Target="/{target}"/>'
            for key, (kind, target) in self.relations.items()
        )
        told = self._read(path, f'<Relationships xmlns="{PACKAGE}"></Relationships>')
        told = re.sub(r"<((?:\w+:)?Relationships\b[^>]*?)/>", r"<\1></Relationships>", told)
        texts, shown = self._comments(self._read(self.comments, COMMENTS))
        return {
            path: re.sub(r"(</(?:\w+:)?Relationships>)", lambda end: more + end[0], told, count=1),
            self.comments: texts,
            self.drawing: self._drawn(self._read(self.drawing, DRAWING), shown),
        }

    def content_types(self, told: str) -> str:
        more = ""
        if f"/{self.comments}" not in told:
            more += f'<Override PartName="/{self.comments}" ContentType="{COMMENTS_TYPE}"/>'
        if 'Extension="vml"' not in told:
            more = f'<Default Extension="vml" ContentType="{VML_TYPE}"/>' + more
        return re.sub(r"(<(?:\w+:)?Types\b[^>]*>)", lambda start: start[0] + more, told, count=1)

    def _comments(self, told: str) -> tuple[str, list[Place]]:
        """With ours among them, and where a new one must be drawn. A cell that has a note keeps it, above ours."""
        author, noted = len(_AUTHOR.findall(told)), set(_NOTED.findall(told))
        more, shown = "", []
        for place, words in self.said.items():
            cell, text = name_of(place), escape(words)
            if cell in noted:
                told = _added(told, cell, text)
            else:
                words_of = f"<P:text><P:t>{text}</P:t></P:text>"
                more += f'<P:comment ref="{cell}" authorId="{author}">{words_of}</P:comment>'
                shown.append(place)
        us = escape(_("Changyi import check"))
        who = f"<P:author>{us}</P:author>"
        return _appended(_LIST_END, _appended(_AUTHORS_END, told, who), more), shown

    def _drawn(self, told: str, shown: list[Place]) -> str:
        shapes = "".join(
            SHAPE.format(id=FIRST_SHAPE + number, row=place[0] - 1, column=place[1] - 1)
            for number, place in enumerate(shown)
        )
        end = told.rindex("</xml>")
        return told[:end] + shapes + told[end:]

    def _read(self, path: str, instead: str) -> str:
        return self.archive.read(path).decode() if path in self.archive.namelist() else instead

    def _free(self, pattern: str) -> str:
        names = set(self.archive.namelist())
        return next(name for number in range(1, len(names) + 2) if (name := pattern.format(number)) not in names)


def _appended(end: re.Pattern[str], told: str, more: str) -> str:
    """Before the closing tag, with its prefix; an element that was empty gets an inside."""

    def filled(found: re.Match[str]) -> str:
        if found["e"] is not None:
            name = found[0].strip("</> ")
            return f"<{name}>{_named(more, found['e'])}</{name}>"
        return _named(more, found["p"]) + found[0]

    return end.sub(filled, told, count=1)


def _added(told: str, cell: str, text: str) -> str:
    pattern = rf'<(?:\w+:)?comment\b[^>]*\sref="{cell}".*?(?=</(?P<p>(?:\w+:)?)text>)'
    return re.sub(
        pattern,
        lambda old: f'{old[0]}<{old["p"]}r><{old["p"]}t xml:space="preserve">\n{text}</{old["p"]}t></{old["p"]}r>',
        told,
        count=1,
        flags=re.DOTALL,
    )


def _named(more: str, prefix: str) -> str:
    return more.replace("<P:", f"<{prefix}").replace("</P:", f"</{prefix}")
