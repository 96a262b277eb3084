"""The treatment calendar read from the registers: entries with what differs from their rhythm, in four queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from cases.models import ClosedDay, DayChange, RegisterEntry
from cases.sessions.calendar import REACH, Change, Closed, Plan, Session, sessions_between
from cases.sessions.rhythm import TREATED
from portal.access.api import visible


def treated_entries(entries: QuerySet[RegisterEntry]) -> QuerySet[RegisterEntry]:
    """Those that stand and whose group is treated by a rhythm."""
    rows = entries.filter(ended_at=None, group__in=TREATED)
    return rows.select_related("person__area", "area", "treating_hospital", "person__treating_hospital")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The sessions of some entries in [since, until]."""

    since: date
    until: date
    closed: Collection[Closed]
    changes: dict[UUID, list[Change]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[RegisterEntry], since: date, until: date) -> Calendar:
        changes: dict[UUID, list[Change]] = defaultdict(list)
        rows = DayChange.objects.filter(entry__in=[entry.pk for entry in entries])
        for row in rows.filter(origin__gte=since - REACH, origin__lte=until + REACH):
            changes[row.entry_id].append(Change(row.origin, row.kind, row.to_day, row.to_shift, row.reason))
        return cls(since, until, closed_between(since, until), changes)

    def sessions(self, entry: RegisterEntry) -> list[Session]:
        changes = self.changes.get(entry.pk, [])
        return sessions_between(plan_of(entry), self.since, self.until, changes=changes, closed=self.closed)


def plan_of(entry: RegisterEntry) -> Plan:
    hospital = entry.treating_hospital_id or entry.person.treating_hospital_id
    return Plan(entry.group, entry.plan or {}, area=entry.person.area_id, hospital=hospital)


def closed_between(since: date, until: date) -> list[Closed]:
    rows = ClosedDay.objects.filter(on__gte=since - REACH, on__lte=until + REACH)
    return [Closed(row.area_id, row.on, frozenset(row.groups), row.hospital_id, row.instead) for row in rows]


def closed_days(user: Any) -> QuerySet[ClosedDay]:
    """Days without treatment that somebody may see, the next first."""
    rows = visible(user, "session.view", ClosedDay.objects.all())
    return rows.select_related("area", "hospital", "by")
