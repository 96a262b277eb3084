"""The lifecycle of a trip: by vehicle of a fleet, or by the family's own car on a pass.

Upper apps hear of every move by portal.lifecycle.signals.moved with sender=Trip. Consequences for the booking and for
those who share a ride are drawn in receivers.py, after the trip itself is written.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.lifecycle.table import STAY, Lifecycle, Start, Tell, Transition
from transport import effects
from transport.forms import AssignForm, CancelForm, HandOverForm
from transport.models import OUTSIDE, Trip
from transport.selectors.steps import set_out_at

State = Trip.State
STEP = "trip.step_{mode}"  # vehicle: the driver; self_drive: whoever hears of it by telephone
RETURN = Start("trip.return", since=set_out_at)
NOT_BEGUN = (State.WAITING, State.ISSUED, State.ASSIGNED, State.ACCEPTED)


def _facts(trip: Trip) -> dict[str, Any]:
    facts: dict[str, Any] = {"pathway": f"outing_{trip.mode}"}
    if trip.booking:
        asked = trip.booking
        facts |= {"need": asked.need, "severity": asked.severity, "control": asked.control, "groups": asked.groups}
    return facts


def _hears(trip: Trip) -> dict[str, Any]:
    return {
        "fleet": trip.fleet_id,
        "user": trip.driver.user_id if trip.driver else None,
        "hospital": trip.booking.hospital_id if trip.booking else None,
        "checkpoint": trip.checkpoint_id,
    }


def _dispatchers(trip: Trip) -> str:
    return f"dispatcher@{trip.area.lineage.get('district', trip.area_id)}"


def _driver(trip: Trip) -> str:
    return f"user:{trip.driver.user_id}" if trip.driver and trip.driver.user_id else ""


DISPATCH = [
    Transition(
        "assign", (State.WAITING,), State.ASSIGNED, "trip.assign", _("Assign a vehicle"), _("vehicle assigned"),
        form=AssignForm, effect=effects.bind_vehicle, tells=(Tell("trip.assigned", _driver),), primary=True, key="V",
    ),
    Transition(
        "reassign", (State.ASSIGNED, State.ACCEPTED), State.ASSIGNED, "trip.assign",
        _("Another vehicle"), _("another vehicle assigned"),
        form=AssignForm, effect=effects.bind_vehicle, tells=(Tell("trip.assigned", _driver),),
    ),
    Transition(
        "relieve", effects.UNDER_WAY_BY_VEHICLE, STAY, "trip.assign",
        _("Another vehicle takes over"), _("another vehicle has taken over"),
        form=AssignForm, guard=effects.is_self_drive, effect=effects.relieve_vehicle,
        tells=(Tell("trip.assigned", _driver),),
    ),
    Transition(
        "release", (State.ASSIGNED, State.ACCEPTED, State.DEPARTED), State.WAITING, "trip.release",
        _("Give back"), _("given back"),
        guard=effects.is_seen_out, effect=effects.free_vehicle, releases=("trip.return",),
        tells=(Tell("trip.released", _dispatchers),),
    ),
    Transition(
        "cancel", (State.WAITING, State.ISSUED, State.ASSIGNED, State.ACCEPTED, State.DEPARTED), State.CANCELLED,
        "trip.cancel", _("Cancel"), _("cancelled"),
        form=CancelForm, guard=effects.is_seen_out, effect=effects.cancel, releases=("*",),
        tells=(Tell("trip.cancelled", _driver),),
    ),
    Transition(
        "hand_over", (*NOT_BEGUN, State.CANCELLED, State.DEPARTED, *OUTSIDE), State.HANDED_OVER, "trip.hand_over",
        pgettext_lazy("trip", "Hand over"), pgettext_lazy("trip", "handed over"),
        form=HandOverForm, guard=effects.is_not_out, effect=effects.hand_over, releases=("*",),
        tells=(Tell("trip.handed_over", _driver),),
    ),
]  # fmt: skip

STEPS = [
    Transition(
        "accept", (State.ASSIGNED,), State.ACCEPTED, STEP, _("Accept"), _("accepted by the driver"),
        effect=effects.record_step, primary=True,
    ),
    Transition(
        "depart", (State.ACCEPTED,), State.DEPARTED, STEP, _("Depart"), _("departed"),
        guard=effects.cannot_set_out, effect=effects.record_step, starts=(RETURN,), primary=True,
    ),
    Transition(
        "pick_up", (State.DEPARTED,), State.PICKED_UP, STEP, _("Picked up"), _("picked up"),
        guard=effects.is_before_the_last_step, effect=effects.record_step, primary=True,
    ),
    Transition(
        "go_out", (State.ISSUED,), State.OUT, STEP, _("Has gone out"), _("went out"),
        guard=effects.cannot_set_out, effect=effects.record_step, starts=(RETURN,), primary=True,
    ),
    Transition(
        "arrive", (State.PICKED_UP, State.OUT), State.AT_HOSPITAL, STEP, _("At the hospital"), _("at the hospital"),
        guard=effects.is_before_the_last_step, effect=effects.record_step, primary=True,
    ),
    Transition(
        "go_on", (State.AT_HOSPITAL,), State.PICKED_UP, STEP,
        _("On to another hospital"), _("on to another hospital"),
        guard=effects.cannot_go_on(effects.is_self_drive), effect=effects.record_step, primary=True,
    ),
    Transition(
        "go_on_by_car", (State.AT_HOSPITAL,), State.OUT, STEP, _("On to another hospital"),
        _("on to another hospital"),
        guard=effects.cannot_go_on(effects.is_by_vehicle), effect=effects.record_step, primary=True,
    ),
    Transition(
        "leave", (State.AT_HOSPITAL,), State.LEAVING, STEP, _("On the way home"), _("on the way home"),
        guard=effects.must_go_on, effect=effects.record_step, primary=True,
    ),
    Transition(
        "come_home", (State.LEAVING, State.PICKED_UP, State.OUT, State.AT_HOSPITAL), State.HOME, STEP,
        _("Home"), _("home again"),
        guard=effects.cannot_be_home, effect=effects.end_outing, keeps=("trip.return",), primary=True,
    ),
    Transition(
        "disinfect", (State.HOME,), State.DISINFECTED, "trip.step_vehicle", _("Disinfected"), _("vehicle disinfected"),
        guard=effects.cannot_be_disinfected, effect=effects.disinfect_vehicle, primary=True,
    ),
    Transition(
        "note_return", (*NOT_BEGUN, State.CANCELLED, State.HOME, State.DISINFECTED, State.HANDED_OVER), STAY, STEP,
        pgettext_lazy("trip", "Is back"), pgettext_lazy("trip", "is back"),
        guard=effects.is_not_seen_out, effect=effects.note_return, keeps=("trip.return",), primary=True,
    ),
]  # fmt: skip


def _undo(name: str, reached: str, back_to: str, *, effect: Any = None, **rest: Any) -> Transition:
    """The recorded correction of one step."""
    return Transition(
        f"undo_{name}", (reached,), back_to, STEP, _("Undo"), _("taken back"),
        effect=effect or effects.correct_step(reached), **rest,
    )  # fmt: skip


CORRECTIONS = [
    _undo("accept", State.ACCEPTED, State.ASSIGNED),
    _undo("depart", State.DEPARTED, State.ACCEPTED, guard=effects.is_seen_out, releases=("trip.return",)),
    _undo("pick_up", State.PICKED_UP, State.DEPARTED, guard=effects.is_seen_out),
    _undo("arrive", State.AT_HOSPITAL, State.PICKED_UP, guard=effects.is_self_drive),
    _undo("arrive_by_car", State.AT_HOSPITAL, State.OUT, guard=effects.is_by_vehicle),
    _undo("go_out", State.OUT, State.ISSUED, guard=effects.is_seen_out, releases=("trip.return",)),
    _undo("leave", State.LEAVING, State.AT_HOSPITAL),
    _undo("come_home", State.HOME, State.LEAVING, effect=effects.reopen_outing, starts=(RETURN,)),
    _undo("disinfect", State.DISINFECTED, State.HOME, effect=effects.take_back_disinfection),
]

TRIP = Lifecycle(
    noun="trip",
    model=Trip,
    initial=State.WAITING,
    facts=_facts,
    policy_ref=lambda trip: trip.policy_ref or None,
    hears=_hears,
    transitions=[*STEPS, *DISPATCH, *CORRECTIONS],
)
