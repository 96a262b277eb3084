"""What changes by the minute and is never kept: who is closed, whose buffer places and slots are free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import connection

from hospitals.models import Hospital, Places
from hospitals.vocabulary import BUFFER_ROOMS, Room

SLOTS_AHEAD = timedelta(hours=24)
# Asked for every question there is: as it is sent, without what it costs to compose it each time.
SLOTS = """
SELECT hospital_id, need, bool_or(taken < capacity) FROM hospitals_slot
WHERE ends_at > %s AND starts_at < %s AND NOT is_closed GROUP BY hospital_id, need
"""


@dataclass(frozen=True, slots=True)
class Buffer:
    """The buffer places of an institution of which most are free (N3). Stale: its desk last reported too long ago."""

    room: str
    free: int
    is_stale: bool

    @property
    def label(self) -> Any:
        return Room(self.room).label


class Standing:
    """As the database had it when it was asked: for one question, or for one batch. Make a new one each time."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.closed = frozenset(Hospital.objects.filter(is_open=False).values_list("pk", flat=True))
        self._slots: dict[datetime, dict[int, dict[str, bool]]] = {}

    @cached_property
    def buffers(self) -> dict[int, Buffer]:
        """By institution; who has never reported any is not here."""
        best: dict[int, Buffer] = {}
        rows = Places.objects.filter(room__in=BUFFER_ROOMS).order_by("pk")
        for pk, room, total, used, until in rows.values_list("hospital_id", "room", "total", "used", "valid_until"):
            found = Buffer(room, total - used, until <= self.now)
            if pk not in best or _rank(found) > _rank(best[pk]):
                best[pk] = found
        return best

    def slots(self, at: datetime) -> dict[int, dict[str, bool]]:
        """By institution and need ("": any need), for the day from `at`: is one of its slots free?"""
        if at not in self._slots:
            found: dict[int, dict[str, bool]] = {}
            with connection.cursor() as cursor:
                cursor.execute(SLOTS, [at, at + SLOTS_AHEAD])
                for pk, need, free in cursor.fetchall():
                    found.setdefault(pk, {})[need] = free
            self._slots[at] = found
        return self._slots[at]


def _rank(buffer: Buffer) -> tuple[bool, int]:
    return (not buffer.is_stale, buffer.free)
