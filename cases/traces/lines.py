"""What a block keeps of one resident: a line of names, a line of numbers, a line of the address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cases.traces.spelling import spellings
from portal.privacy.normalise import normalise_address, normalise_id_number, normalise_name, normalise_phone

if TYPE_CHECKING:
    from cases.models import Person

NAMES, NUMBERS, PLACES = COLUMNS = ("names", "numbers", "places")
_SIGNS = re.compile(r"[|/;]")
# Before whatever may begin a match, and after whatever may end one.
SOUND, INITIALS, END = "|", "/", ";"


@dataclass(frozen=True, slots=True)
class Line:
    names: str
    numbers: str
    places: str


class UnwrittenLine:
    """The line of a resident, each column opened only when a question asks for it."""

    def __init__(self, person: Person) -> None:
        self._person = person

    @cached_property
    def names(self) -> str:
        return names_line(self._person.name)

    @cached_property
    def numbers(self) -> str:
        phone, id_number = self._person.phone or "", self._person.id_number or ""
        return f"{normalise_phone(phone)}{END}{normalise_id_number(id_number).casefold()}{END}"

    @cached_property
    def places(self) -> str:
        return without_signs(normalise_address(self._person.address or ""))


def line_of(person: Person) -> Line:
    """王秀兰 is found by 秀兰, wangxiu, xiulan, wxl and xl: a name is written once from each of its syllables on."""
    unwritten = UnwrittenLine(person)
    return Line(unwritten.names, unwritten.numbers, unwritten.places)


def names_line(name: str) -> str:
    told = [without_signs(normalise_name(name)) + END]
    for spelling in spellings(name):
        parts = spelling.syllables
        told += [SOUND + "".join(parts[n:]) for n in range(len(parts))]
        told += [INITIALS + spelling.initials[n:] for n in range(len(parts) - 1)]
    return "".join(dict.fromkeys(told)) + END


def name_in(line: str) -> str:
    return line.partition(END)[0]


def numbers_in(line: str) -> tuple[str, str]:
    """Telephone and ID number."""
    phone, _end, rest = line.partition(END)
    return phone, rest.removesuffix(END)


def without_signs(text: str) -> str:
    """In one line, and without what means something in a line of ours."""
    return " ".join(_SIGNS.sub(" ", text).split())
