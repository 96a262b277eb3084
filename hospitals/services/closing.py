"""Closing an institution (T1): the 48-hour clock starts, and nobody who was bound there is lost."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from hospitals.lifecycle import BOOKING, CLOSING, CLOSURE, district_of
from hospitals.models import Closure, Hospital
from hospitals.models.bookings import INSIDE, PENDING
from hospitals.selectors.closing import most_urgent_first
from hospitals.vocabulary import Refusal
from portal.lifecycle.impossible import explained
from portal.lifecycle.move import begin, database_now, follow, subject_of
from portal.notices import services as notices

ONE_CLOSING_AT_A_TIME = 0x636C6F73  # the key of an advisory lock


@explained()
@transaction.atomic
def close_hospital(
    hospital: Hospital, *, reason: str, by: Any, note: str = "", closed_at: datetime | None = None
) -> Closure:
    """Closes `hospital`. Raises Impossible when it is closed already.

    1. Lock closings, then the institution: nobody can ask it any more, and two that close at once, each the next in
       rank for the people of the other, go one after the other.
    2. Write the closure; `hospital.reopen` runs from `closed_at`.
    3. Refuse, with the code `closed`, everybody who is not inside, the most urgent first: each is placed anew above.
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
    _mark_who_is_inside(locked, closure)
    pending = locked.bookings.filter(state__in=PENDING).select_related("area", "hospital")
    for booking in most_urgent_first(pending):
        data = {"code": Refusal.CLOSED, "closure": closure, "found": booking.state}
        follow(BOOKING, booking, "refuse", by=by, data=data)
    return closure


def _mark_who_is_inside(hospital: Hospital, closure: Closure) -> None:
    inside = hospital.bookings.filter(state__in=INSIDE)
    inside.update(closure=closure, state_at_closure=F("state"))
    for booking in inside.select_related("area"):
        post = f"operator@{district_of(booking.area)}"
        notices.tell(post, "booking.inside_closed", subject=subject_of(BOOKING, booking))
