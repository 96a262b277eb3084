"""The formats of a marked workbook: for every format of a bad cell the same again on red ground."""

from __future__ import annotations

import re

_FILLS = re.compile(r"(<(?P<p>(?:\w+:)?)fills\b[^>]*>)(?P<all>.*?)(</(?P=p)fills>)", re.DOTALL)
_CELLS = re.compile(r"(<(?P<p>(?:\w+:)?)cellXfs\b[^>]*>)(?P<all>.*?)(</(?P=p)cellXfs>)", re.DOTALL)
_FORMAT = re.compile(r"<(?P<p>(?:\w+:)?)xf\b(?:[^>]*?/>|.*?</(?P=p)xf>)", re.DOTALL)
_FILL = re.compile(r"<(?:\w+:)?fill[\s/>]")
_OWN_FILL = re.compile(r'\s(?:fillId|applyFill)="\d+"')
_COUNT = re.compile(r'\bcount="\d+"')
RED = (
    '<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="FFFFC7CE"/><{p}bgColor indexed="64"/>'
    "</{p}patternFill></{p}fill>"
)


class Styles:
    """`marked`: by the number of a format, the number of the same on red; filled by with_marked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.marked: dict[int, int] = {}

    def with_marked(self, wanted: set[int]) -> str:
        """Text in, text out: namespaces that a program of the sender's needs survive. ValueError for a strange one."""
        fills, cells = _FILLS.search(self.text), _CELLS.search(self.text)
        if fills is None or cells is None:
            raise ValueError("a workbook without formats")
        red = len(_FILL.findall(fills["all"]))
        formats = [found[0] for found in _FORMAT.finditer(cells["all"])]
        more = ""
        for style in sorted(wanted | {0}):
            self.marked[style] = len(formats) + len(self.marked)
            plain = _OWN_FILL.sub("", formats[style])
            more += re.sub(r"\bxf\b", f'xf fillId="{red}" applyFill="1"', plain, count=1)
        text = _FILLS.sub(lambda old: _longer(old, RED.format(p=old["p"]), red + 1), self.text, count=1)
        count = len(formats) + len(self.marked)
        return _CELLS.sub(lambda old: _longer(old, more, count), text, count=1)


def _longer(old: re.Match[str], more: str, count: int) -> str:
    head = _COUNT.sub(f'count="{count}"', old[1])
    return f"{head}{old['all']}{more}{old[4]}"
