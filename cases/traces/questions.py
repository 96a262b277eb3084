"""What somebody typed to find a resident, taken apart: terms that must all fit, each perhaps in several ways."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from cases.traces.lines import END, INITIALS, NAMES, NUMBERS, PLACES, SOUND, without_signs
from cases.traces.spelling import plain_letters
from portal.privacy.normalise import normalise_building, normalise_phone

Way = tuple[str, str]  # a column, and what must stand in its line

TICKET = re.compile(r"\d{8}-\d{1,6}")
_ONLY_DIGITS = re.compile(r"[\d\s+()\-]+")
_NUMBER = re.compile(r"\d+x?")
_LETTERS = re.compile(r"[a-z]+")
_TONES = re.compile(r"(?:[a-z]+[1-5])+")
# No name has one of these; most addresses do.
_ADDRESS = re.compile(r"[\d街路巷号栋幢楼室区村屯弄]|单元|小区|社区|大厦")
SHORTEST_END = 4  # digits: a telephone's last four
ANYWHERE = 6  # so many digits may also stand inside a number
LONGEST_NAME = 12
MOST_TERMS = 6
FEWEST_FIRST = (NUMBERS, PLACES, NAMES)


@dataclass(frozen=True, slots=True)
class Question:
    """`terms`: all must fit. Without terms there is nothing to look for: too short, or the number of a ticket."""

    terms: tuple[tuple[Way, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(sorted({column for term in self.terms for column, _needle in term}))

    @property
    def stages(self) -> list[Question]:
        """The same question column by column, what fits fewest first: the others are opened only where it fits."""
        by_columns: dict[tuple[str, ...], list[tuple[Way, ...]]] = {}
        for term in self.terms:
            by_columns.setdefault(Question((term,)).columns, []).append(term)
        order = sorted(by_columns, key=lambda columns: (len(columns), FEWEST_FIRST.index(columns[0])))
        return [Question(tuple(by_columns[columns])) for columns in order]


def questions_in(text: str) -> list[Question]:
    """王秀兰 · 秀兰 · wang xiulan · wxl · 0452 · 13800000452 · 安埠街 12号 · wxl 0452 · 王 安埠街.

    The first that anybody answers is what was meant: a word that may be a name or a place is a name if it can be.
    """
    text = without_signs(unicodedata.normalize("NFKC", text).casefold())
    if TICKET.fullmatch(text):
        return []
    if _ONLY_DIGITS.fullmatch(text):
        ways = [*_number_ways(normalise_phone(text)), *([(PLACES, text)] if "-" in text else [])]
        return [Question((tuple(ways),))] if ways else []
    words = text.split()[:MOST_TERMS]
    terms = tuple(_ways(word, is_alone=len(words) == 1) for word in words)
    if not words or not all(terms):
        return []
    as_names = tuple(_as_name(ways) for ways in terms)
    return [Question(as_names), Question(terms)] if as_names != terms else [Question(terms)]


def _as_name(ways: tuple[Way, ...]) -> tuple[Way, ...]:
    """A word that may be either, taken for a name."""
    return tuple(way for way in ways if way[0] == NAMES) or ways


def _ways(word: str, *, is_alone: bool) -> tuple[Way, ...]:
    if _NUMBER.fullmatch(word):
        return _number_ways(word) if len(word) >= SHORTEST_END else ((PLACES, word),)
    letters = plain_letters(word).replace("'", "").replace("’", "")
    if _TONES.fullmatch(letters):
        letters = re.sub(r"\d", "", letters)
    if _LETTERS.fullmatch(letters):
        return _sound_ways(letters, is_alone=is_alone)
    return _word_ways(word)


def _number_ways(digits: str) -> tuple[Way, ...]:
    if len(digits) >= ANYWHERE:
        return ((NUMBERS, digits),)
    return ((NUMBERS, digits + END),) if len(digits) >= SHORTEST_END else ()


def _sound_ways(letters: str, *, is_alone: bool) -> tuple[Way, ...]:
    """One letter alone would name a twentieth of the city."""
    if is_alone and len(letters) < 2:
        return ()
    return (NAMES, SOUND + letters), (NAMES, INITIALS + letters)


def _word_ways(word: str) -> tuple[Way, ...]:
    ways: list[Way] = []
    if len(word) <= LONGEST_NAME and not _ADDRESS.search(word):
        ways.append((NAMES, word))
    if len(word) > 1:
        ways.append((PLACES, word))
        # 香坊区安埠街12号 was typed where 安埠街12号 is known.
        building = normalise_building(word)
        if building and not word.startswith(building) and not building.startswith(word):
            ways.append((PLACES, building))
    return tuple(ways)
