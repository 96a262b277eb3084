"""The two lifecycles of hospitals: a booking, from asking to leaving, and a closure, from closing to reopening.

Upper apps hear of every move by the signal portal.lifecycle.signals.moved with sender=Booking or sender=Closure. After
`refuse`, `act.thing.is_violation` says whether it was a forbidden one. What a move entails for the institution that
hands over or takes over is drawn in receivers.py.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals import effects
from hospitals.forms import AcceptForm, HandOverForm, RefuseForm
from hospitals.models import Booking, Closure
from hospitals.models.bookings import INSIDE, PENDING
from portal.lifecycle.table import STAY, Lifecycle, Start, Tell, Transition

State = Booking.State
FETCH = Start("booking.fetch", since=lambda booking: booking.leaving_at)


def district_of(area: Any) -> str:
    return area.lineage.get("district", area.pk)


def _operators(booking: Booking) -> str:
    return f"operator@{district_of(booking.area)}"


def _supervisors_of_a_violation(booking: Booking) -> str:
    return f"supervisor@{district_of(booking.area)}" if booking.is_violation else ""


def _supervisors_of_the_institution(booking: Booking) -> str:
    """Where the institution lies in another district than the person, both answer for a violation (T2b)."""
    theirs = district_of(booking.hospital.area)
    return f"supervisor@{theirs}" if booking.is_violation and theirs != district_of(booking.area) else ""


def _city_of_an_assigned(booking: Booking) -> str:
    """Somebody assigned by the command centre was turned away all the same: above the district it must be known."""
    city = booking.area.lineage.get("city", "")
    return f"supervisor@{city}" if booking.is_assigned and booking.is_violation and city else ""


def _first_receiver(booking: Booking) -> str:
    return f"hospital:{booking.takes_over.hospital_id}" if booking.takes_over else ""


def _supervisors_of_a_stuck_hand_over(booking: Booking) -> str:
    is_stuck = booking.takes_over_id and booking.hop + 1 >= effects.HOPS_BEFORE_ASSIGNING
    return f"supervisor@{district_of(booking.area)}" if is_stuck else ""


ANSWERING = [
    Transition(
        "accept", (State.ASKED,), State.ACCEPTED, "booking.accept",
        _("Accept"), pgettext_lazy("booking", "accepted"),
        form=AcceptForm, effect=effects.accept, keeps=("booking.accept",), primary=True, key="A",
        tells=(Tell("booking.accepted", _operators), Tell("booking.takes_over", _first_receiver)),
    ),
    Transition(
        "assign", (State.ASKED,), State.ACCEPTED, "booking.assign",
        _("Assign"), _("assigned by the command centre"),
        form=AcceptForm, guard=effects.is_not_yet_to_assign, effect=effects.assign, keeps=("booking.accept",),
        tells=(
            Tell("booking.assigned", lambda b: f"hospital:{b.hospital_id}"),
            Tell("booking.takes_over", _first_receiver),
        ),
    ),
    Transition(
        "refuse", PENDING, State.REFUSED, "booking.refuse", _("Refuse"), State.REFUSED.label,
        form=RefuseForm, effect=effects.refuse, keeps=("booking.accept",), key="X",
        tells=(
            Tell("booking.refused", _operators),
            Tell("booking.violation", _supervisors_of_a_violation),
            Tell("booking.violation", _supervisors_of_the_institution),
            Tell("booking.assigned_refused", _city_of_an_assigned),
            Tell("booking.hand_over_refused", _first_receiver),
            Tell("booking.hand_over_refused", _supervisors_of_a_stuck_hand_over),
        ),
    ),
    Transition(
        "withdraw", PENDING, State.WITHDRAWN, "booking.withdraw", _("Withdraw"), State.WITHDRAWN.label,
        releases=("*",), effect=effects.stamp("closed_at"),
        tells=(Tell("booking.withdrawn", lambda b: f"hospital:{b.hospital_id}"),),
    ),
]  # fmt: skip

BEING_THERE = [
    Transition(
        "arrive", (State.ACCEPTED,), State.ARRIVED, "booking.arrive", _("Arrived"), State.ARRIVED.label,
        effect=effects.stamp("arrived_at"), key="G",
    ),
    Transition(
        "receive", (State.ACCEPTED, State.ARRIVED), State.RECEIVED, "booking.receive",
        _("Received"), State.RECEIVED.label,
        effect=effects.receive, primary=True, key="R",
    ),
    Transition(
        "leave", (State.RECEIVED,), State.LEAVING, "booking.leave",
        _("Treated, may go home"), _("treated, may go home"),
        guard=effects.is_being_handed_over, effect=effects.stamp("leaving_at"), starts=(FETCH,), primary=True, key="L",
        tells=(Tell("booking.leaving", lambda b: f"dispatcher@{district_of(b.area)}"),),
    ),
    Transition(
        "close", (State.ARRIVED, *INSIDE), State.CLOSED, "booking.close",
        _("Has left"), _("left the hospital"),
        guard=effects.is_being_handed_over, effect=effects.stamp("closed_at"), keeps=("booking.fetch",), primary=True,
    ),
]  # fmt: skip

HANDING_OVER = [
    Transition(
        "hand_over", INSIDE, STAY, "booking.hand_over",
        pgettext_lazy("booking", "Hand over"), _("another hospital asked to take over"),
        form=HandOverForm, guard=effects.is_being_handed_over, key="H",
    ),
    Transition(
        "take_back", INSIDE, STAY, "booking.hand_over",
        _("Take the hand-over back"), _("hand-over taken back"),
        guard=effects.is_not_being_handed_over,
    ),
    Transition(
        "relieve", INSIDE, State.CLOSED, "booking.close",
        pgettext_lazy("booking", "Handed over"), _("handed over to another hospital"),
        guard=effects.nobody_has_taken_over, effect=effects.stamp("closed_at"), releases=("booking.fetch",),
        offered=False,
    ),
]  # fmt: skip

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
    transitions=[*ANSWERING, *BEING_THERE, *HANDING_OVER],
)

CLOSURE = Lifecycle(
    noun="closure",
    model=Closure,
    initial=Closure.State.CLOSED,
    facts=lambda closure: {"reason": closure.reason},
    hears=lambda closure: {"hospital": closure.hospital_id},
    transitions=[
        Transition(
            "reopen", (Closure.State.CLOSED,), Closure.State.REOPENED, "closure.reopen", _("Reopen"), _("reopened"),
            effect=effects.reopen, keeps=("hospital.reopen",), primary=True,
            tells=(Tell("hospital.reopened", lambda c: f"operator@{district_of(c.area)}"),),
        ),
    ],
)  # fmt: skip

ASKING = (Start("booking.accept", since=lambda booking: booking.asked_at),)
CLOSING = (Start("hospital.reopen", since=lambda closure: closure.closed_at),)
