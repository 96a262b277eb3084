"""Holes in few words: those that differ in one column only become one ("oncology, sealed, at night: 3 districts")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from hospitals.holes.covering import NOBODY_SPECIAL, Asked, Cell, Part
from hospitals.vocabulary import Control, Group, Need
from hospitals.wordlists import joined
from portal.areas.models import Area

# Its sides, in the order in which they are merged, and the places that are served in parts.
Box = tuple[tuple[frozenset[str], ...], frozenset[str]]

FEW = 2  # as many may be left out of "all but …"
NIGHT = ("20:00", "08:00")


@dataclass(frozen=True, slots=True)
class Hole:
    """Kinds of people, parts of the day and places: for every combination of them nobody is designated."""

    needs: frozenset[str]
    groups: frozenset[str]
    controls: frozenset[str]
    parts: frozenset[str]
    places: tuple[Area, ...]
    partly: frozenset[str]
    asked: Asked

    @property
    def combinations(self) -> int:
        return len(self.needs) * len(self.groups) * len(self.controls) * len(self.parts) * len(self.places)

    @property
    def words(self) -> list[str]:
        """Need, group, control and time of day, each in words."""
        return [
            _worded(self.needs, self.asked.needs, dict(Need.choices), _("every need")),
            _worded(self.groups, self.asked.groups, group_names(), _("everybody")),
            _worded(self.controls, self.asked.controls, dict(Control.choices), _("whatever the control status")),
            _worded(self.parts, Part.values, dict(Part.choices), _("day and night")),
        ]

    @property
    def text(self) -> str:
        return joined(self.words)

    @property
    def query(self) -> str:
        """What the form of a line takes to begin with a line that would close this hole."""
        said = QueryDict(mutable=True)
        said.setlist("needs", _in_order(self.needs, Need.values))
        if NOBODY_SPECIAL not in self.groups:
            said.setlist("groups", _in_order(self.groups, Group.values))
        if len(self.controls) < len(Control.values):
            said.setlist("controls", _in_order(self.controls, Control.values))
        said.setlist("serves", [place.pk for place in self.places])
        if self.parts == {Part.NIGHT}:
            said["hours_from"], said["hours_to"] = NIGHT
        return said.urlencode()

    def as_dict(self) -> dict[str, Any]:
        return {
            "needs": _in_order(self.needs, Need.values),
            "groups": _in_order(self.groups, ["", *Group.values]),
            "controls": _in_order(self.controls, Control.values),
            "parts": _in_order(self.parts, Part.values),
            "areas": [place.pk for place in self.places],
            "partly_served": sorted(self.partly),
            "text": self.text,
        }


def group_names() -> dict[str, Any]:
    return {NOBODY_SPECIAL: _("people of no group"), **dict(Group.choices)}


def condensed(cells: Sequence[Cell], places: Sequence[Area], asked: Asked) -> list[Hole]:
    """As few holes as neighbours can be made one, those that concern most first."""
    one = frozenset
    boxes: list[Box] = [
        ((one([c.part]), one([c.control]), one([c.group]), one([c.need]), c.places), c.partly) for c in cells
    ]
    for column in range(4):
        boxes = _merged(boxes, column)
    by_code = {place.pk: place for place in places}
    holes = [
        Hole(needs, groups, controls, parts, tuple(by_code[code] for code in sorted(where)), partly, asked)
        for (parts, controls, groups, needs, where), partly in boxes
    ]
    return sorted(holes, key=lambda hole: (-hole.combinations, hole.text))


def _merged(boxes: list[Box], column: int) -> list[Box]:
    """Those that differ in nothing but this column, as one."""
    found: dict[tuple[frozenset[str], ...], Box] = {}
    for sides, partly in boxes:
        rest = sides[:column] + sides[column + 1 :]
        known = found.get(rest)
        joint = sides[column] | known[0][column] if known else sides[column]
        found[rest] = ((*sides[:column], joint, *sides[column + 1 :]), partly | known[1] if known else partly)
    return list(found.values())


def _worded(codes: frozenset[str], asked: Sequence[str], names: dict[str, Any], everything: str) -> str:
    if len(asked) > 1 and codes >= set(asked):
        return everything
    left_out = [str(names[code]) for code in asked if code not in codes]
    if len(codes) > len(left_out) and len(left_out) <= FEW and len(codes) > FEW:
        return _("%(all)s but: %(left_out)s") % {"all": everything, "left_out": joined(left_out)}
    return joined([str(names[code]) for code in asked if code in codes])


def _in_order(codes: frozenset[str], order: Sequence[str]) -> list[str]:
    return [code for code in order if code in codes]
