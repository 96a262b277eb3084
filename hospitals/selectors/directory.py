"""The directory of institutions for whoever arranges: open or closed, places with their age, what is free today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from hospitals.models import Closure, Hospital, Places, Slot
from hospitals.selectors.places import in_order
from portal.access.roles import Role
from portal.access.selectors import area_codes_of, scopes_of

OPEN, CLOSED, STALE, UNREPORTED = "open", "closed", "stale", "unreported"


@dataclass(frozen=True, slots=True)
class Listed:
    """One institution as the directory shows it."""

    hospital: Hospital
    places: list[Places]
    closure: Closure | None

    @property
    def oldest_stale(self) -> Places | None:
        stale = [row for row in self.places if row.is_stale]
        return min(stale, key=lambda row: row.reported_at, default=None)


def directory(
    user: Any, *, area: str = "", kind: str = "", show: str = "", q: str = "", need: str = ""
) -> QuerySet[Hospital]:
    """Institutions of the reader's cities (all, for whoever has no place), those of the reader's own district first.

    The directory is public (H5): what narrows it is what is asked for. `free_today` and `slots_today` are annotated.
    """
    rows: Any = Hospital.objects.filter(_near(user))
    if area:
        rows = rows.filter(area__pk__startswith=area)
    if kind:
        rows = rows.filter(Q(kind=kind) | Q(also_kinds__contains=[kind]))
    if q:
        rows = rows.filter(name__icontains=q)
    rows = _shown(rows, show)
    rows = _with_today(rows.annotate(is_ours=_ours(user)), need)
    return rows.select_related("area").order_by("-is_ours", "-is_open", "name")


def _near(user: Any) -> Q:
    near = Q()
    for code in area_codes_of(user):
        near |= Q(area__pk__startswith=code[:4])
    return near


def _shown(rows: QuerySet[Hospital], show: str) -> QuerySet[Hospital]:
    figures = Places.objects.filter(hospital=OuterRef("pk"))
    if show == OPEN:
        return rows.filter(is_open=True)
    if show == CLOSED:
        return rows.filter(is_open=False)
    if show == STALE:
        return rows.filter(Exists(figures.stale()), is_open=True)
    return rows.exclude(Exists(figures)) if show == UNREPORTED else rows


def _ours(user: Any) -> Case:
    """In the reader's own district, or the desk's own institution."""
    ours = Q(pk__in=scopes_of(user).get(Role.DESK, {}).get("hospital", ()))
    for code in area_codes_of(user):
        ours |= Q(area__pk__startswith=code[:6])
    return Case(When(ours, then=Value(True)), default=Value(False), output_field=BooleanField())


def _with_today(rows: QuerySet[Hospital], need: str) -> QuerySet[Hospital]:
    """What is still to come today: how many places slots have, and how many of them are free."""
    now = timezone.now()
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=1), time()))
    slots = Slot.objects.filter(hospital=OuterRef("pk"), starts_at__gt=now, starts_at__lt=midnight, is_closed=False)
    if need:
        slots = slots.for_need(need)
    held = slots.order_by().values("hospital").annotate(held=Sum("capacity")).values("held")
    left = slots.order_by().values("hospital").annotate(left=Sum(F("capacity") - F("taken"))).values("left")
    return rows.annotate(slots_today=Coalesce(held, 0), free_today=Coalesce(left, 0))


def listed(hospitals: Iterable[Hospital]) -> list[Listed]:
    """A page of the directory with its figures. Two queries."""
    rows = list(hospitals)
    ids = [hospital.pk for hospital in rows]
    closures = {row.hospital_id: row for row in Closure.objects.filter(hospital__in=ids, state=Closure.State.CLOSED)}
    places: dict[int, list[Places]] = {pk: [] for pk in ids}
    for row in Places.objects.filter(hospital__in=ids):
        places[row.hospital_id].append(row)
    return [Listed(one, in_order(places[one.pk]), closures.get(one.pk)) for one in rows]
