"""Closing an institution (T1): the 48-hour clock starts, and nobody who was bound there is lost."""

import logging
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet

from hospitals.lifecycle import BOOKING, CLOSING, CLOSURE, district_of
from hospitals.models import Booking, Closure, Hospital
from hospitals.models.bookings import INSIDE, PENDING
from hospitals.selectors.closing import most_urgent_first
from hospitals.vocabulary import Refusal
from portal.lifecycle.impossible import explained
from portal.lifecycle.move import begin, database_now, follow, subject_of
from portal.lifecycle.patience import done_again_after_a_deadlock
from portal.notices import services as notices

ONE_CLOSING_AT_A_TIME = 0x636C6F73  # the key of an advisory lock
AT_ONCE = 20  # so many are placed anew by the closing itself; a minute's lock would keep everybody else waiting

log = logging.getLogger(__name__)


@done_again_after_a_deadlock
@explained()
@transaction.atomic
def close_hospital(
    hospital: Hospital, *, reason: str, by: Any, note: str = "", closed_at: datetime | None = None
) -> Closure:
    """Closes `hospital`. Raises Impossible when it is closed already.

    1. Lock closings, then the institution: nobody can ask it any more, and two that close at once, each the next in
       rank for the people of the other, go one after the other.
    2. Write the closure; `hospital.reopen` runs from `closed_at`. Everybody who is bound there is marked by it.
    3. Place the most urgent anew. Of a crowd the others follow one by one, see `place_crowds_anew`.
    4. Whoever is inside stays the institution's (N4) until it hands over or they go home: listed, and told.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_CLOSING_AT_A_TIME])
    locked = Hospital.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=hospital.pk)
    now = database_now()
    closure = Closure.objects.create(
        hospital=locked,
        area=locked.area,
        reason=reason,
        note=note,
        closed_by=by,
        closed_at=min(closed_at or now, now),
    )
    locked.is_open = False
    locked.save(update_fields=["is_open"])
    begin(CLOSURE, closure, by=by, starts=CLOSING, detail={"hospital": locked.pk, "reason": reason})
    for role in ("supervisor", "operator"):
        notices.tell(f"{role}@{district_of(locked.area)}", "hospital.closed", subject=subject_of(CLOSURE, closure))
    bound = locked.bookings.filter(state__in=(*PENDING, *INSIDE))
    bound.update(closure=closure, state_at_closure=F("state"))
    _tell_of_those_inside(closure)
    for booking in most_urgent_first(_to_place(closure))[:AT_ONCE]:
        _place_anew(booking, by=by)
    return closure


def place_crowds_anew() -> int:
    """Those whom a closing has marked and not yet placed: each in a transaction of its own, so that one whose placing
    fails holds up nobody. It is tried again the next time, and stands on the page of the closing till then.
    """
    placed = 0
    for closure in Closure.objects.filter(state=Closure.State.CLOSED, bookings__state__in=PENDING).distinct():
        for booking in most_urgent_first(_to_place(closure)):
            try:
                placed += _place_anew(booking, by=closure.closed_by)
            except Exception:
                log.exception("booking %s could not be placed anew", booking.pk)
    return placed


def _to_place(closure: Closure) -> QuerySet[Booking]:
    return closure.bookings.filter(state__in=PENDING).select_related("area", "hospital")


def _place_anew(booking: Booking, *, by: Any) -> bool:
    """The app above hears of the refusal and asks the next institution. False where somebody was quicker."""
    return follow(BOOKING, booking, "refuse", by=by, data={"code": Refusal.CLOSED}) is not None


def _tell_of_those_inside(closure: Closure) -> None:
    for booking in closure.bookings.filter(state__in=INSIDE).select_related("area"):
        post = f"operator@{district_of(booking.area)}"
        notices.tell(post, "booking.inside_closed", subject=subject_of(BOOKING, booking))
