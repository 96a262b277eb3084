"""Which lines of an opened block answer a question. Pure bytes: the hot path of every search."""

from __future__ import annotations

from collections.abc import Mapping

from cases.traces.lines import Line, UnwrittenLine
from cases.traces.questions import Question


def lines_that_fit(question: Question, columns: Mapping[str, bytes]) -> list[int]:
    """The numbers of the lines that fit every term of the question, in order. Columns are UTF-8, as sealed."""
    fitting: set[int] | None = None
    for term in question.terms:
        found = {line for column, needle in term for line in _lines_with(needle.encode(), columns[column])}
        fitting = found if fitting is None else fitting & found
        if not fitting:
            return []
    return sorted(fitting or ())


def fits(question: Question, line: Line | UnwrittenLine) -> bool:
    """The same of one line."""
    return all(any(needle in getattr(line, column) for column, needle in term) for term in question.terms)


def _lines_with(needle: bytes, text: bytes) -> list[int]:
    """Jumps from match to match; the lines between are only counted."""
    found, line, counted = [], 0, 0
    place = text.find(needle)
    while place >= 0:
        line += text.count(b"\n", counted, place)
        counted = place
        found.append(line)
        end = text.find(b"\n", place)
        place = text.find(needle, end) if end >= 0 else -1
    return found
