"""Asking an institution to receive a person, and telling it when to expect them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hospitals.lifecycle import ASKING, BOOKING
from hospitals.models import Booking, Hospital, Slot
from hospitals.vocabulary import Control, Severity
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.impossible import explained
from portal.lifecycle.move import begin, database_now, subject_of
from portal.notices import live
from portal.notices import services as notices
from portal.notices.subject import Subject


@explained()
@transaction.atomic
def ask_hospital(
    hospital: Hospital,
    *,
    subject: Subject,
    need: str,
    by: Any,
    severity: str = Severity.ROUTINE,
    control: str = Control.NONE,
    groups: Sequence[str] = (),
    is_result_known: bool = True,
    note: str = "",
    slot: Slot | None = None,
    expected_at: datetime | None = None,
    hop: int = 0,
    policy_ref: str = "",
) -> Booking:
    """Asks `hospital` for the person of `subject`; its clock `booking.accept` runs from now.

    `hop` is how often this person was refused before: from the second on the command centre may assign. A `slot` is
    taken at once. `policy_ref` is the version of the policy by which the person was judged, whose clock it is then.
    Raises MoveRefused when the institution is closed, Impossible when the slot is full or another hospital is asked.
    """
    # The same lock as close_hospital: no question slips in between a closure and its refusals.
    if not Hospital.objects.select_for_update(no_key=True).get(pk=hospital.pk).is_open:
        raise MoveRefused(_("%s is closed.") % hospital.name)
    booking = Booking.objects.create(
        hospital=hospital,
        area_id=subject.area_id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        number=subject.number,
        need=need,
        severity=severity,
        control=control,
        groups=list(groups),
        is_result_known=is_result_known,
        note=note or None,
        slot=slot,
        expected_at=expected_at or (slot.starts_at if slot else None),
        hop=hop,
        policy_ref=str(policy_ref),
        asked_by=by,
        asked_at=database_now(),
    )
    begin(BOOKING, booking, by=by, starts=ASKING, detail={"hospital": hospital.pk, "hop": hop})
    notices.tell(f"hospital:{hospital.pk}", "booking.asked", subject=subject_of(BOOKING, booking))
    return booking


@transaction.atomic
def announce_arrival(booking: Booking, *, expected_at: datetime | None, carrier: Any) -> None:
    """Tells the desk when to expect the person and who brings them; `carrier` may then report the arrival."""
    Booking.objects.filter(pk=booking.pk).update(expected_at=expected_at or booking.expected_at, carrier=carrier)
    live.publish("booking", area_id=booking.area_id, number=booking.number, hospital=booking.hospital_id)
