"""Slots (P1): a staggered series is opened in one act; a slot is resized, closed, and given to whom it fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hospitals.models import Hospital, Slot
from portal.audit import services as audit
from portal.lifecycle.errors import InvalidInput
from portal.lifecycle.impossible import explained
from portal.lifecycle.move import database_now
from portal.notices import live

SLOTS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Series:
    """Of the slots that were asked for: how many are new, how many stood there already and stay as they are."""

    opened: int
    standing: int


@explained()
@transaction.atomic
def open_series(
    hospital: Hospital,
    *,
    days: Sequence[date],
    begins: time,
    ends: time,
    every: int,
    capacity: int,
    by: Any,
    need: str = "",
    department: str = "",
) -> Series:
    """Opens slots one after the other, `every` so many minutes, on each of `days`. What has begun is left out.

    Pressed twice, or by two people, it opens each slot once: the second finds it standing. Raises InvalidInput when no
    slot would come of it, or more than a thousand.
    """
    locked = Hospital.objects.select_for_update(no_key=True).get(pk=hospital.pk)
    now = database_now()
    stretches = [
        pair for day in days for pair in staggered(day, begins=begins, ends=ends, every=every) if pair[0] > now
    ]
    if not stretches:
        raise InvalidInput(
            _("No slot fits between these hours."), fields={"ends": [_("No slot fits in, or all have begun.")]}
        )
    if len(stretches) > SLOTS_AT_ONCE:
        text = _("%(count)d slots in one act are too many: at most %(limit)d.")
        text %= {"count": len(stretches), "limit": SLOTS_AT_ONCE}
        raise InvalidInput(text, fields={"until": [text]})
    standing = set(locked.slots.filter(need=need, department=department).values_list("starts_at", flat=True))
    fresh = [(start, end) for start, end in stretches if start not in standing]
    Slot.objects.bulk_create(
        Slot(hospital=locked, need=need, department=department, starts_at=start, ends_at=end, capacity=capacity)
        for start, end in fresh
    )
    detail = {"hospital": locked.pk, "slots": len(fresh), "capacity": capacity, "every": every, "need": need}
    audit.record("slot.open", by=by, area_id=locked.area_id, detail=detail)
    _announce(locked)
    return Series(len(fresh), len(stretches) - len(fresh))


def staggered(day: date, *, begins: time, ends: time, every: int) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of one day: each as long as the step, the last one over when the hours are."""
    start = timezone.make_aware(datetime.combine(day, begins))
    last, step = timezone.make_aware(datetime.combine(day, ends)), timedelta(minutes=every)
    while start + step <= last:
        yield start, start + step
        start += step


@explained()
@transaction.atomic
def resize_slot(slot: Slot, *, capacity: int, by: Any) -> Slot:
    """Never below what is taken: whoever has a place keeps it. Raises InvalidInput with how many have one."""
    locked = _lock(slot)
    if capacity < locked.taken:
        text = _(
            "%(taken)d people have this slot already: it cannot hold fewer. Close it, so that nobody else gets it."
        )
        text %= {"taken": locked.taken}
        raise InvalidInput(text, fields={"capacity": [text]})
    return _write(locked, by=by, change="resize", capacity=capacity)


@transaction.atomic
def close_slot(slot: Slot, *, by: Any) -> Slot:
    """Nobody gets it any more; whoever has it keeps it."""
    return _write(_lock(slot), by=by, change="close", is_closed=True)


@transaction.atomic
def reopen_slot(slot: Slot, *, by: Any) -> Slot:
    return _write(_lock(slot), by=by, change="reopen", is_closed=False)


def refuse_unfit(slot: Slot, *, need: str) -> None:
    """Asking with a slot that is over, or for something else, is a slip of whoever asks. Raises InvalidInput."""
    text = ""
    if slot.ends_at <= timezone.now():
        text = _("This slot is over. Choose another.")
    elif slot.need not in ("", need):
        text = _("This slot is for another need. Choose another.")
    if text:
        raise InvalidInput(text, fields={"slot": [text]})


def _lock(slot: Slot) -> Slot:
    """The row that every booking of the slot writes as well: they wait for one another."""
    return Slot.objects.select_for_update(of=("self",)).select_related("hospital").get(pk=slot.pk)


def _write(slot: Slot, *, by: Any, change: str, **values: Any) -> Slot:
    for name, value in values.items():
        setattr(slot, name, value)
    slot.save(update_fields=list(values))
    detail = {"hospital": slot.hospital_id, "slot": slot.pk, "capacity": slot.capacity, "taken": slot.taken}
    audit.record(f"slot.{change}", by=by, area_id=slot.hospital.area_id, detail=detail)
    _announce(slot.hospital)
    return slot


def _announce(hospital: Hospital) -> None:
    live.publish("slot", area_id=hospital.area_id, number="", hospital=hospital.pk)
