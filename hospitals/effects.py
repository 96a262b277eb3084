"""What else changes when a booking or a closure moves, and the reasons for which a move of one is refused."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from hospitals.models import Booking, Hospital, Places, Violation
from hospitals.models.bookings import INSIDE, PENDING
from hospitals.vocabulary import BUFFER_ROOMS, Severity
from portal.lifecycle.table import Act

HOPS_BEFORE_ASSIGNING = 2  # the second refusal forces the command centre to assign (B3d)


# --- answering -------------------------------------------------------------------------------------------------------


def accept(act: Act) -> None:
    booking = act.thing
    booking.answered_at = act.happened_at
    booking.slot = act.data.get("slot") or booking.slot
    booking.entrance = act.data.get("entrance") or booking.entrance or booking.hospital.entrance
    expected = act.data.get("expected_at") or (booking.slot.starts_at if booking.slot else None)
    booking.expected_at = expected or booking.expected_at
    if not booking.is_result_known:
        booking.buffer = _free_buffer(booking.hospital)


def _free_buffer(hospital: Hospital) -> Places | None:
    """A buffer place (N3), locked until the booking that takes it is written. That none is free refuses nobody."""
    buffers = hospital.places.select_for_update().filter(room__in=BUFFER_ROOMS)
    return max((places for places in buffers if places.free), key=lambda places: places.free, default=None)


def assign(act: Act) -> None:
    accept(act)
    act.thing.is_assigned = True


def is_not_yet_to_assign(act: Act) -> Any:
    booking = act.thing
    if booking.hop >= HOPS_BEFORE_ASSIGNING or booking.severity == Severity.CRITICAL:
        return ""
    return _("The institution is asked first; after the second refusal the command centre assigns.")


def refuse(act: Act) -> None:
    """The first answer stays the answer: whoever accepted and refuses at the door has not answered late."""
    booking = act.thing
    booking.answered_at = booking.answered_at or act.happened_at
    booking.closed_at = act.happened_at
    booking.eta_at = None
    booking.refusal_code = act.data["code"]
    booking.refusal_note = act.data.get("note") or None
    if booking.is_violation:
        Violation.objects.create(
            hospital_id=booking.hospital_id,
            booking=booking,
            area_id=booking.area_id,
            number=booking.number,
            code=booking.refusal_code,
            was_assigned=booking.is_assigned,
            recorded_at=act.happened_at,
            recorded_by=act.by,
        )


# --- being there -----------------------------------------------------------------------------------------------------


def stamp(field: str) -> Callable[[Act], None]:
    def effect(act: Act) -> None:
        setattr(act.thing, field, act.happened_at)

    return effect


def receive(act: Act) -> None:
    act.thing.arrived_at = act.thing.arrived_at or act.happened_at
    act.thing.received_at = act.happened_at


# --- handing over (N4) -----------------------------------------------------------------------------------------------


def pending_hand_over(booking: Booking) -> Booking | None:
    """The institution that has been asked to take this person over and has not received them yet."""
    return next((one for one in booking.hand_overs.all() if one.state in PENDING), None)


def is_being_handed_over(act: Act) -> Any:
    if pending := pending_hand_over(act.thing):
        words = {"hospital": pending.hospital}
        return _("%(hospital)s has been asked to take over. Take the question back first.") % words
    return ""


def is_not_being_handed_over(act: Act) -> Any:
    return "" if pending_hand_over(act.thing) else _("Nobody has been asked to take over.")


def nobody_has_taken_over(act: Act) -> Any:
    """Only by receiving does another institution relieve this one."""
    has_taken_over = any(one.state in INSIDE for one in act.thing.hand_overs.all())
    return "" if has_taken_over else _("No other hospital has received this person.")


# --- closures --------------------------------------------------------------------------------------------------------


def reopen(act: Act) -> None:
    act.thing.reopened_at = act.happened_at
    Hospital.objects.filter(pk=act.thing.hospital_id).update(is_open=True)
