"""Closing an institution (T1): the 48-hour clock starts, and nobody who was bound there is lost."""

from datetime import datetime
from typing import Any

from django.db import transaction

from hospitals.lifecycle import BOOKING, CLOSING, CLOSURE, district_of
from hospitals.models import Booking, Closure, Hospital
from hospitals.vocabulary import Refusal
from portal.lifecycle.impossible import explained
from portal.lifecycle.move import begin, database_now, follow, subject_of
from portal.notices import services as notices


@explained()
@transaction.atomic
def close_hospital(
    hospital: Hospital, *, reason: str, by: Any, note: str = "", closed_at: datetime | None = None
) -> Closure:
    """Closes `hospital`. Raises Impossible when it is closed already.

    1. Lock the institution: nobody can ask it any more.
    2. Write the closure; `hospital.reopen` runs from `closed_at`.
    3. Refuse, with the code `closed`, every booking that has not arrived: the app above places each anew.
    """
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
    notices.tell(f"supervisor@{district_of(locked.area)}", "hospital.closed", subject=subject_of(CLOSURE, closure))
    for booking in locked.bookings.filter(state__in=(Booking.State.ASKED, Booking.State.ACCEPTED)):
        follow(BOOKING, booking, "refuse", by=by, data={"code": Refusal.CLOSED})
    return closure
