"""The chain of a place (B2a): its line, its services, its hospitals by need, its gates; of one place or of many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from cases.models import Contact, LineGap
from cases.models.chain import ContactRole
from cases.selectors.lines import PromisedGap, gaps_with_clocks
from cases.selectors.public import ForNeed, hospitals_by_need
from portal.access.api import visible
from portal.access.roles import codename
from portal.accounts.models import DutyShift, User
from portal.accounts.selectors.roster import shifts_at
from portal.areas.models import Area, Level
from transport.models import Checkpoint, CheckpointUserObjectPermission


@dataclass(frozen=True, slots=True)
class Service:
    """Who answers for one part of the chain. `is_own`: named for this very place, not for one above."""

    role: ContactRole
    contacts: list[Contact]
    is_own: bool

    @property
    def label(self) -> Any:
        return self.role.label


@dataclass(frozen=True, slots=True)
class Gate:
    checkpoint: Checkpoint
    guards: list[User]


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One place of the list: who answers its line now, its services, and when nobody would answer."""

    area: Area
    line: list[DutyShift]
    services: list[Service]
    gaps: list[LineGap]

    @property
    def is_answered_above(self) -> bool:
        return bool(self.line) and self.line[0].area_id != self.area.pk

    @property
    def missing(self) -> list[Any]:
        """The parts of the chain that nobody is named for."""
        return [service.label for service in self.services if not service.contacts]


@dataclass(frozen=True, slots=True)
class Chain:
    row: ChainRow
    gaps: list[PromisedGap]
    coming: list[DutyShift]
    needs: list[ForNeed] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)


def communities(user: Any, *, text: str = "", with_gaps: bool = False) -> QuerySet[Area]:
    """The communities of this person's places, by name, code, or the name of a place above."""
    areas = visible(user, "chain.view", Area.objects.filter(level=Level.COMMUNITY))
    for word in text.split():
        areas = areas.filter(
            Q(name__icontains=word)
            | Q(code__startswith=word)
            | Q(parent__name__icontains=word)
            | Q(parent__parent__name__icontains=word)
        )
    if with_gaps:
        areas = areas.filter(code__in=LineGap.objects.filter(closed_at=None).values("area"))
    return areas.select_related("parent").order_by("code")


def rows_of(areas: Sequence[Area]) -> list[ChainRow]:
    """The rows of many places, in three queries however many."""
    above = {code for area in areas for code in area.lineage.values()}
    lines = _by_area(shifts_at(timezone.now()).filter(area__in=above).order_by("starts_at"))
    contacts = _by_area(Contact.objects.filter(area__in=above))
    gaps = _by_area(LineGap.objects.filter(closed_at=None, area__in=[area.pk for area in areas]))
    return [ChainRow(area, _nearest(area, lines), _services(area, contacts), gaps.get(area.pk, [])) for area in areas]


def chain_of(area: Area, user: Any) -> Chain:
    """Everything about one place."""
    coming = area.duty_shifts.filter(ends_at__gt=timezone.now()).select_related("person").order_by("starts_at")
    return Chain(
        row=rows_of([area])[0],
        gaps=gaps_with_clocks(user, areas=[area.pk]),
        coming=list(coming[:12]),
        needs=hospitals_by_need(area),
        gates=_gates(area),
    )


def public_services(area: Area) -> list[Contact]:
    """The services that everybody may call: of the place or, where it names none, of the nearest above."""
    contacts = _by_area(Contact.objects.filter(area__in=list(area.lineage.values()), is_public=True))
    return [contact for service in _services(area, contacts) for contact in service.contacts]


def _by_area(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.area_id].append(row)
    return found


def _nearest(area: Area, rows: dict[str, list[Any]]) -> list[Any]:
    """Those of the place itself or, where it has none, of the nearest place above that has some."""
    return next((rows[code] for code in sorted(area.lineage.values(), key=len, reverse=True) if code in rows), [])


def _services(area: Area, contacts: dict[str, list[Contact]]) -> list[Service]:
    services = []
    for role in ContactRole:
        of_role = {code: [one for one in rows if one.role == role] for code, rows in contacts.items()}
        nearest = _nearest(area, {code: rows for code, rows in of_role.items() if rows})
        services.append(Service(role, nearest, bool(nearest) and nearest[0].area_id == area.pk))
    return services


def _gates(area: Area) -> list[Gate]:
    """The gates in the place, with whoever holds the post at each."""
    checkpoints = list(Checkpoint.objects.filter(area__pk__startswith=area.pk))
    held = CheckpointUserObjectPermission.objects.filter(
        content_object__in=checkpoints, permission__codename=codename("gate"), user__is_active=True
    )
    guards: dict[int, list[User]] = defaultdict(list)
    for post in held.select_related("user"):
        guards[post.content_object_id].append(post.user)
    return [Gate(checkpoint, guards[checkpoint.pk]) for checkpoint in checkpoints]
