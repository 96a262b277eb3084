"""Slots as they are read: a week as a calendar, and the next free ones of many institutions, the emptiest suggested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from hospitals.models import Hospital, Slot

AHEAD = timedelta(days=3)
OFFERED = 6  # of each institution
FILLING = 0.75  # from so much taken a slot is nearly full


@dataclass(slots=True)
class Offer:
    """The next free slots of one institution. `suggested` has the most room, so that people arrive one after the other
    (P1): it stands first, the others follow by time.
    """

    slots: list[Slot]
    suggested: Slot


def offers(
    hospitals: Collection[Hospital], *, need: str, since: datetime | None = None, ahead: timedelta = AHEAD
) -> dict[int, Offer]:
    """By id of the institution; those without a free slot are left out. One query."""
    rows = free_slots(need=need, since=since, until=(since or timezone.now()) + ahead)
    nth = Window(RowNumber(), partition_by=F("hospital_id"), order_by=("starts_at", "pk"))
    first = rows.filter(hospital__in=[one.pk for one in hospitals]).annotate(nth=nth).filter(nth__lte=OFFERED)
    by_hospital: dict[int, list[Slot]] = defaultdict(list)
    for slot in first.order_by("starts_at", "pk"):
        by_hospital[slot.hospital_id].append(slot)
    return {pk: _offer(slots) for pk, slots in by_hospital.items()}


def _offer(slots: list[Slot]) -> Offer:
    suggested = min(slots, key=_load)
    return Offer([suggested, *(slot for slot in slots if slot != suggested)], suggested)


def suggested_slot(hospital: Hospital, *, need: str, since: datetime | None = None) -> Slot | None:
    """Where somebody goes who did not choose a time."""
    offer = offers([hospital], need=need, since=since).get(hospital.pk)
    return offer.suggested if offer else None


def free_slots(*, need: str = "", since: datetime | None = None, until: datetime | None = None) -> QuerySet[Slot]:
    """Slots that still take somebody and have not begun."""
    rows = Slot.objects.free().filter(starts_at__gt=since or timezone.now(), hospital__is_open=True)
    if need:
        rows = rows.for_need(need)
    return rows.filter(starts_at__lt=until) if until else rows


def _load(slot: Slot) -> tuple[float, datetime]:
    return slot.taken / slot.capacity, slot.starts_at


@dataclass(slots=True)
class Day:
    """One column of the calendar."""

    day: date
    slots: list[Slot] = field(default_factory=list)

    @property
    def capacity(self) -> int:
        return sum(slot.capacity for slot in self.slots if not slot.is_closed)

    @property
    def taken(self) -> int:
        return sum(slot.taken for slot in self.slots)

    @property
    def is_past(self) -> bool:
        return self.day < timezone.localdate()


def week_of(hospital: Hospital, first: date) -> list[Day]:
    """Seven days, from `first` on. One query."""
    days = {day: Day(day) for day in (first + timedelta(days=number) for number in range(7))}
    begins = timezone.make_aware(datetime.combine(first, time()))
    for slot in hospital.slots.filter(starts_at__gte=begins, starts_at__lt=begins + timedelta(days=7)).order_by(
        "starts_at", "department", "pk"
    ):
        days[timezone.localdate(slot.starts_at)].slots.append(slot)
    return list(days.values())


def light_of(slot: Slot) -> str:
    """How full it is: over, closed, full, near or kept. Full is no alarm: nobody is late."""
    if slot.ends_at <= timezone.now():
        return "over"
    if slot.is_closed:
        return "closed"
    if slot.taken >= slot.capacity:
        return "full"
    return "near" if slot.taken >= FILLING * slot.capacity else "kept"


def coming_today(hospital: Hospital) -> list[Slot]:
    """What is left of today, closed slots left out."""
    now = timezone.now()
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=1), time()))
    return list(hospital.slots.filter(ends_at__gt=now, starts_at__lt=midnight, is_closed=False))
