"""A health report in the words of a screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.commitments.health import SWEEP_IS_STALE, Health


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure; `tone` colours it when it is not 0, `title` says what it counts."""

    label: str
    number: Any
    title: str = ""
    tone: str = "late"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Beat:
    """The last sign of life of one process at one kind of work."""

    work: str
    by: str
    age: float

    @property
    def is_silent(self) -> bool:
        return self.age > SWEEP_IS_STALE


def tiles_of(found: Health) -> list[Tile]:
    """Without figures where the database is away: nobody knows them then."""
    sweep, outbox = found.parts["sweep"], found.parts.get("outbox", {})
    if "unfired" not in sweep:
        return []
    oldest = round(outbox["oldest_seconds"])
    return [
        Tile(_("Overdue, not yet fired"), sweep["unfired"], _("Promises whose instant has passed, met by no sweep.")),
        Tile(_("Set aside"), sweep["set_aside"], _("Promises that cannot be fired; they are tried again.")),
        Tile(
            _("Letters waiting"),
            outbox["waiting"],
            _("Notices on their way to a webhook."),
            "near",
            _("the oldest for %(seconds)d s") % {"seconds": oldest} if outbox["waiting"] else "",
        ),
        Tile(_("Letters given up"), outbox["dead"], _("Notices that no webhook took; they wait for a decision.")),
    ]


def clocks_of(found: Health) -> list[Beat]:
    """Every alarm clock that ever beat, by its work and who does it ("sweep:watch")."""
    works = {"sweep": _("sweeps the promises"), "outbox": _("carries the outbox")}
    beats = []
    for name, age in found.parts.get("clocks", {}).items():
        work, _colon, by = name.partition(":")
        beats.append(Beat(works.get(work, work), by, age))
    return beats
