"""Asking an institution to receive a person, and telling it when to expect them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hospitals.lifecycle import ASKING, BOOKING
from hospitals.models import Booking, Hospital, Slot
from hospitals.services.slots import refuse_unfit
from hospitals.vocabulary import Control, Severity
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.impossible import explained
from portal.lifecycle.move import begin, database_now, subject_of
from portal.lifecycle.patience import done_again_after_a_deadlock
from portal.notices import live
from portal.notices import services as notices
from portal.notices.subject import Subject


@done_again_after_a_deadlock
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
    aids: Sequence[str] = (),
    takes_over: Booking | None = None,
    hand_over_reason: str = "",
) -> Booking:
    """Asks `hospital` for the person of `subject`; its clock `booking.accept` runs from now.

    `hop` is how often this person was refused before: from the second on the command centre may assign. A `slot` is
    taken at once. `policy_ref` is the version of the policy by which the person was judged, whose clock it is then.
    `takes_over` is the booking of the institution that asks this one to go on treating (N4).
    Raises MoveRefused when the institution is closed or the slot is over, Impossible when the slot is full or another
    hospital is asked.
    """
    # The same lock as close_hospital: no question slips in between a closure and its refusals.
    if not Hospital.objects.select_for_update(no_key=True).get(pk=hospital.pk).is_open:
        raise MoveRefused(_("%s is closed.") % hospital.name)
    if slot:
        refuse_unfit(slot, need=need)
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
        aids=list(aids),
        takes_over=takes_over,
        hand_over_reason=hand_over_reason,
        asked_by=by,
        asked_at=database_now(),
    )
    begin(BOOKING, booking, by=by, starts=ASKING, detail={"hospital": hospital.pk, "hop": hop})
    kind = "booking.asked_to_take_over" if takes_over else "booking.asked"
    notices.tell(f"hospital:{hospital.pk}", kind, subject=subject_of(BOOKING, booking))
    return booking


@explained()
@transaction.atomic
def ask_to_take_over(booking: Booking, *, hospital: Hospital, reason: str, by: Any, note: str = "") -> Booking:
    """N4: another institution is asked for somebody who is inside this one, which stays responsible until it has them.

    Each refusal counts: after the second the command centre may assign.
    """
    about = Subject(booking.subject_kind, booking.subject_id, booking.number, booking.area_id)
    return ask_hospital(
        hospital,
        subject=about,
        need=booking.need,
        severity=booking.severity,
        control=booking.control,
        groups=booking.groups,
        is_result_known=booking.is_result_known,
        note=note,
        hop=booking.hand_overs.filter(state=Booking.State.REFUSED).count(),
        policy_ref=booking.policy_ref,
        aids=booking.aids,
        takes_over=booking,
        hand_over_reason=reason,
        by=by,
    )


@transaction.atomic
def announce_arrival(
    booking: Booking, *, eta_at: datetime | None, carrier: Any = None, expected_at: datetime | None = None
) -> None:
    """Tells the desk when they arrive and who brings them; `carrier` may then report the arrival.

    `eta_at` is None until they have set out. `expected_at` is what was agreed; without one it stays.
    """
    told = {"eta_at": eta_at, "carrier": carrier, "expected_at": expected_at or booking.expected_at}
    Booking.objects.filter(pk=booking.pk).update(**told)
    live.publish("booking", area_id=booking.area_id, number=booking.number, hospital=booking.hospital_id)
