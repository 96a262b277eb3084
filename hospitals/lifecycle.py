"""The two lifecycles of hospitals: a booking, from asking to leaving, and a closure, from closing to reopening.

Upper apps hear of every move by the signal portal.lifecycle.signals.moved with sender=Booking or sender=Closure. After
`refuse`, `act.thing.is_violation` says whether the reason was a forbidden one.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.forms import AcceptForm, RefuseForm
from hospitals.models import Booking, Closure, Hospital, Places, Violation
from hospitals.models.bookings import PENDING
from hospitals.vocabulary import BUFFER_ROOMS, Severity
from portal.lifecycle.table import Act, Lifecycle, Start, Tell, Transition

HOPS_BEFORE_ASSIGNING = 2  # the second refusal forces the command centre to assign (B3d)

State = Booking.State


def district_of(area: Any) -> str:
    return area.lineage.get("district", area.pk)


def _accept(act: Act) -> None:
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


def _assign(act: Act) -> None:
    _accept(act)
    act.thing.is_assigned = True


def _is_not_yet_to_assign(act: Act) -> Any:
    booking = act.thing
    if booking.hop >= HOPS_BEFORE_ASSIGNING or booking.severity == Severity.CRITICAL:
        return ""
    return _("The institution is asked first; after the second refusal the command centre assigns.")


def _refuse(act: Act) -> None:
    booking = act.thing
    booking.answered_at = act.happened_at
    booking.refusal_code = act.data["code"]
    booking.refusal_note = act.data.get("note") or None
    if booking.is_violation:
        Violation.objects.create(
            hospital_id=booking.hospital_id,
            booking=booking,
            area_id=booking.area_id,
            number=booking.number,
            code=booking.refusal_code,
            recorded_at=act.happened_at,
            recorded_by=act.by,
        )


def _stamp(field: str) -> Callable[[Act], None]:
    def effect(act: Act) -> None:
        setattr(act.thing, field, act.happened_at)

    return effect


def _receive(act: Act) -> None:
    act.thing.arrived_at = act.thing.arrived_at or act.happened_at
    act.thing.received_at = act.happened_at


BOOKING = Lifecycle(
    noun="booking",
    model=Booking,
    initial=State.ASKED,
    facts=lambda booking: {
        "need": booking.need,
        "severity": booking.severity,
        "control": booking.control,
        "groups": booking.groups,
    },
    policy_ref=lambda booking: booking.policy_ref or None,
    hears=lambda booking: {"hospital": booking.hospital_id},
    transitions=[
        Transition(
            "accept", (State.ASKED,), State.ACCEPTED, "booking.accept",
            _("Accept"), pgettext_lazy("booking", "accepted"),
            form=AcceptForm, effect=_accept, keeps=("booking.accept",), primary=True, key="A",
            tells=(Tell("booking.accepted", lambda b: f"operator@{district_of(b.area)}"),),
        ),
        Transition(
            "assign", (State.ASKED,), State.ACCEPTED, "booking.assign",
            _("Assign"), _("assigned by the command centre"),
            form=AcceptForm, guard=_is_not_yet_to_assign, effect=_assign, keeps=("booking.accept",),
            tells=(Tell("booking.assigned", lambda b: f"hospital:{b.hospital_id}"),),
        ),
        Transition(
            "arrive", (State.ACCEPTED,), State.ARRIVED, "booking.arrive", _("Arrived"), State.ARRIVED.label,
            effect=_stamp("arrived_at"), key="G",
        ),
        Transition(
            "receive", (State.ACCEPTED, State.ARRIVED), State.RECEIVED, "booking.receive",
            _("Received"), State.RECEIVED.label,
            effect=_receive, primary=True, key="R",
        ),
        Transition(
            "leave", (State.RECEIVED,), State.LEAVING, "booking.leave",
            _("Treated, may go home"), _("treated, may go home"),
            effect=_stamp("leaving_at"), primary=True, key="L",
            tells=(Tell("booking.leaving", lambda b: f"dispatcher@{district_of(b.area)}"),),
        ),
        Transition(
            "close", (State.ARRIVED, State.RECEIVED, State.LEAVING), State.CLOSED, "booking.close",
            _("Has left"), _("left the hospital"),
            effect=_stamp("closed_at"), primary=True,
        ),
        Transition(
            "refuse", PENDING, State.REFUSED, "booking.refuse", _("Refuse"), State.REFUSED.label,
            form=RefuseForm, effect=_refuse, keeps=("booking.accept",), key="X",
            tells=(
                Tell("booking.refused", lambda b: f"operator@{district_of(b.area)}"),
                Tell("booking.violation", lambda b: f"supervisor@{district_of(b.area)}" if b.is_violation else ""),
            ),
        ),
        Transition(
            "withdraw", PENDING, State.WITHDRAWN, "booking.withdraw", _("Withdraw"), State.WITHDRAWN.label,
            releases=("*",), effect=_stamp("closed_at"),
            tells=(Tell("booking.withdrawn", lambda b: f"hospital:{b.hospital_id}"),),
        ),
    ],
)  # fmt: skip


def _reopen(act: Act) -> None:
    act.thing.reopened_at = act.happened_at
    Hospital.objects.filter(pk=act.thing.hospital_id).update(is_open=True)


CLOSURE = Lifecycle(
    noun="closure",
    model=Closure,
    initial=Closure.State.CLOSED,
    facts=lambda closure: {"reason": closure.reason},
    hears=lambda closure: {"hospital": closure.hospital_id},
    transitions=[
        Transition(
            "reopen", (Closure.State.CLOSED,), Closure.State.REOPENED, "closure.reopen", _("Reopen"), _("reopened"),
            effect=_reopen, keeps=("hospital.reopen",), primary=True,
            tells=(Tell("hospital.reopened", lambda c: f"operator@{district_of(c.area)}"),),
        ),
    ],
)  # fmt: skip

ASKING = (Start("booking.accept", since=lambda booking: booking.asked_at),)
CLOSING = (Start("hospital.reopen", since=lambda closure: closure.closed_at),)
