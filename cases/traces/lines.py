"""What a block keeps of one resident: a line of names, a line of numbers, a line of the address."""

from __future__ import annotations

import re
from dataclasses import dataclass
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


def line_of(person: Person) -> Line:
    """王秀兰 is found by 秀兰, wangxiu, xiulan, wxl and xl: a name is written once from each of its syllables on."""
    return Line(
        names_line(person.name),
        f"{normalise_phone(person.phone or '')}{END}{normalise_id_number(person.id_number or '').casefold()}{END}",
        without_signs(normalise_address(person.address or "")),
    )


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
