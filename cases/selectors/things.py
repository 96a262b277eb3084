"""Things kept as pages of the day list them: asked at every opening, and hardly ever are there any."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from cases.models import KeptThing
from cases.selectors.absences import things_kept_by, things_kept_of
from portal.standing import Standing

OWN = ("kind", "what", "since", "holder", "person", "area")

_in_hands = Standing(lambda holder: things_kept_by(holder).only(*OWN, "person__name", "area__name"), holder=int)
_of_resident = Standing(
    lambda person: things_kept_of(person).only(*OWN, "holder__username", "holder__display_name"), person=UUID
)


def things_in_hands_of(holder: Any) -> list[KeptThing]:
    """What somebody keeps for residents."""
    return _in_hands(holder=holder.pk)


def things_known_of(person: UUID) -> list[KeptThing]:
    """What staff keep for a resident."""
    return _of_resident(person=person)
