"""Which vehicle for whom: every vehicle that a dispatcher may send, ranked for one outing, each with its reasons.

What the database would refuse is told as a reason against. The rest is weighed in minutes: the time by which a person
is fetched too late, the way driven empty, what the vehicle has that somebody else cannot go without, another fleet, and
the hours that its driver has driven today. Nothing forbids what only weighs.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from hospitals.vocabulary import Control, Severity
from portal.access.api import visible
from portal.areas.selectors import Point
from portal.console.templatetags.console import moment
from transport.models import Driver, Trip, Vehicle
from transport.selectors.fitness import reasons_against
from transport.selectors.standing import BRIEF, USUAL_HOLD, Standing, standing_of
from transport.selectors.vehicles import FREE, HELD, OUT, UNFIT, VehicleState
from transport.selectors.ways import minutes_between

Kind = Vehicle.Kind
ORDER = {FREE: 0, HELD: 1, OUT: 2, UNFIT: 3}
HIGH_RISK = frozenset({Control.HIGH_RISK, Control.ABNORMAL_CODE, Control.CENTRAL_ISOLATION})
AMBULANCES = frozenset({Kind.NEGATIVE_PRESSURE, Kind.AMBULANCE})

# What weighs how much, in minutes.
LATE, LATE_AND_PRESSING, EMPTY = 1.0, 3.0, 0.5
NO_NEGATIVE_PRESSURE = 30.0  # for a high-risk passenger: it goes first, and nobody waits for it for ever
NEEDLESS_NEGATIVE_PRESSURE, NEEDLESS_AMBULANCE, NEEDLESS_PLACE = 40.0, 20.0, 5.0
OTHER_FLEET, AN_HOUR_DRIVEN, A_RIDE = 15.0, 5.0, 2.0


@dataclass(slots=True)
class Suggestion:
    """One vehicle put to one outing. `against` says why it cannot go, [] that it can; `weight` ranks, less first."""

    state: VehicleState
    trip: Trip
    against: list[Any]
    ready_at: datetime  # when it could leave for the door
    minutes: float  # from where it then stands to the door
    from_where: Any
    driver: Driver | None = None
    hours: float = 0.0
    rides: int = 0
    weight: float = field(default=0.0)

    @property
    def vehicle(self) -> Vehicle:
        return self.state.vehicle

    @property
    def at_door(self) -> datetime:
        return max(self.ready_at + timedelta(minutes=self.minutes), self.trip.planned_at)

    @property
    def late(self) -> float:
        """Minutes after the time that was wanted."""
        return max(0.0, (self.ready_at - self.trip.planned_at).total_seconds() / 60 + self.minutes)

    @property
    def is_other_fleet(self) -> bool:
        return self.trip.fleet_id not in (None, self.vehicle.fleet_id)

    @property
    def reasons(self) -> list[str]:
        """In words, what spoke for it and what it costs; written only for those that are shown."""
        return [*_reach_in_words(self), *_kind_in_words(self), *_loop_in_words(self), *_fairness_in_words(self)]


def suggestions(user: Any, trip: Trip) -> list[Suggestion]:
    """All vehicles that this person may dispatch, the best first, then those that cannot go. The same few queries."""
    vehicles = visible(user, "vehicle.dispatch", Vehicle.objects.all())
    return ranked(trip, standing_of(vehicles, doors=[trip.area_id], at=trip.planned_at, trips=BRIEF))


def ranked(trip: Trip, standing: Standing) -> list[Suggestion]:
    """No query at all: many outings can be ranked on one reading."""
    starts = max(trip.planned_at, standing.now)
    ends = starts + USUAL_HOLD
    free = {fleet: standing.free_drivers(fleet, starts, ends, but=trip.pool) for fleet in standing.drivers}
    door, day = standing.point_of(trip.area_id), timezone.localdate(starts)
    found = [_suggestion(state, trip, standing, free, door, starts, day) for state in standing.states]
    return sorted(found, key=_place)


def _place(one: Suggestion) -> tuple:
    if not one.against:
        return (False, 0, one.weight, one.vehicle.plate)
    return (True, ORDER[one.state.state], one.weight, one.vehicle.plate)


def _suggestion(
    state: VehicleState,
    trip: Trip,
    standing: Standing,
    free: dict[int, dict[int, Driver]],
    door: Point | None,
    starts: datetime,
    day: date,
) -> Suggestion:
    vehicle = state.vehicle
    against = reasons_against(vehicle, trip, is_occupied=state.now is not None, at=starts, on=day)
    against += _bound(state, trip, standing.now, starts) if state.held else []
    ready_at, where, point = _from_where(state, standing, starts)
    one = Suggestion(state, trip, against, ready_at, minutes_between(point, door), where)
    crew = free.get(vehicle.fleet_id)
    if crew:
        usual = standing.usual.get(vehicle.pk)
        one.driver = (crew.get(usual) if usual else None) or next(iter(crew.values()))
        work = standing.work_of(one.driver)
        one.hours, one.rides = work.hours, len(work.rides)
    elif not against:
        one.against = [_("no driver of its fleet is ready and free then")]
    one.weight = _weight(one)
    return one


def _bound(state: VehicleState, trip: Trip, now: datetime, starts: datetime) -> list[Any]:
    """Not before the last passenger is home, and nobody twice (the database says the same)."""
    if state.now and state.now.during and state.now.during.upper < now:
        return [_("overdue from its last trip: %(number)s is not home yet") % {"number": state.now.number}]
    if state.vehicle.pk == trip.vehicle_id:
        return [_("this outing has it already")]
    for other in state.held:
        if not other.during:
            continue
        if other.during.lower < starts + USUAL_HOLD and starts < other.during.upper:
            return [_held_in_words(other)]
    return []


def _held(other: Trip) -> str:
    assert other.during
    words = {"number": other.number, "from": moment(other.during.lower), "until": moment(other.during.upper)}
    return _("held for %(number)s from %(from)s until %(until)s") % words


_held_in_words = lazy(_held, str)  # half of a fleet may be held; few of them are shown


def _from_where(state: VehicleState, standing: Standing, starts: datetime) -> tuple[datetime, Any, Point | None]:
    """When it could set off, and from where: from the door of whoever it brings home last before that."""
    before = [one for one in state.held if one.during and one.during.lower < starts + USUAL_HOLD]
    if before and (last := before[-1]).during:
        return max(standing.now, last.during.upper), standing.spots[last.area_id].name, standing.point_of(last.area_id)
    where, point = standing.spot_of(state.vehicle)
    return standing.now, where, point


def _weight(one: Suggestion) -> float:
    trip, vehicle = one.trip, one.vehicle
    weight = one.late * (LATE_AND_PRESSING if is_pressing(trip) else LATE) + one.minutes * EMPTY
    weight += OTHER_FLEET * one.is_other_fleet + AN_HOUR_DRIVEN * one.hours + A_RIDE * one.rides
    return weight + _kind_weight(vehicle, trip)


def _kind_weight(vehicle: Vehicle, trip: Trip) -> float:
    """An ambulance is kept for whoever cannot go without one; a high-risk passenger goes first in negative pressure."""
    is_negative = vehicle.kind == Kind.NEGATIVE_PRESSURE
    if is_high_risk(trip):
        return 0.0 if is_negative else NO_NEGATIVE_PRESSURE
    if is_negative:
        return NEEDLESS_NEGATIVE_PRESSURE
    lies = trip.mobility == Trip.Mobility.STRETCHER or trip.needs_oxygen or severity_of(trip) == Severity.CRITICAL
    if vehicle.kind == Kind.AMBULANCE or vehicle.stretcher or vehicle.has_oxygen:
        return 0.0 if lies else NEEDLESS_AMBULANCE
    needless = vehicle.wheelchair and trip.mobility != Trip.Mobility.WHEELCHAIR
    return NEEDLESS_PLACE if needless else 0.0


def severity_of(trip: Trip) -> str:
    return trip.booking.severity if trip.booking else Severity.ROUTINE


def is_pressing(trip: Trip) -> bool:
    return severity_of(trip) != Severity.ROUTINE


def is_high_risk(trip: Trip) -> bool:
    return trip.control in HIGH_RISK


# --- in words ---------------------------------------------------------------------------------------------------------


def _reach_in_words(one: Suggestion) -> list[str]:
    words = {"minutes": round(one.minutes), "where": one.from_where, "at": moment(one.at_door)}
    told = [_("%(minutes)d min to the door from %(where)s, there at %(at)s") % words]
    if round(one.late) > 0:
        told.append(_("%(minutes)d min after the time that was wanted") % {"minutes": round(one.late)})
    return told


def _kind_in_words(one: Suggestion) -> list[str]:
    vehicle, trip, told = one.vehicle, one.trip, list[str]()
    if is_high_risk(trip):
        if vehicle.kind == Kind.NEGATIVE_PRESSURE:
            told.append(_("negative pressure, for %(control)s") % {"control": trip.get_control_display()})
        else:
            words = {"control": trip.get_control_display()}
            told.append(_("no negative pressure: one would be better for %(control)s") % words)
    elif _kind_weight(vehicle, trip) >= NEEDLESS_AMBULANCE:
        told.append(_("more than this person needs: better kept for somebody who cannot go without"))
    if trip.mobility == Trip.Mobility.WHEELCHAIR:
        told.append(_("wheelchair places: %(count)d") % {"count": vehicle.wheelchair})
    if trip.mobility == Trip.Mobility.STRETCHER:
        told.append(_("stretchers: %(count)d") % {"count": vehicle.stretcher})
    if trip.needs_oxygen and vehicle.has_oxygen:
        told.append(_("oxygen: %(percent)d %%") % {"percent": vehicle.oxygen_percent or 0})
    if one.is_other_fleet:
        told.append(_("of another fleet than the one that was asked: %(fleet)s") % {"fleet": vehicle.fleet})
    return told


def _loop_in_words(one: Suggestion) -> list[str]:
    """B4b. What is missing stands among the reasons against."""
    vehicle = one.vehicle
    if one.state.now is not None:
        return [_("to be disinfected when it is back, free at %(at)s") % {"at": moment(one.state.free_at)}]
    if not vehicle.last_disinfected_at or not vehicle.has_partition:
        return []
    words = {"at": moment(vehicle.last_disinfected_at), "kits": vehicle.kits}
    return [_("cabin separated, kit: %(kits)d, disinfected at %(at)s") % words]


def _fairness_in_words(one: Suggestion) -> list[str]:
    if one.driver is None:
        return []
    words = {"name": one.driver.name, "rides": one.rides, "hours": f"{one.hours:.1f}"}
    return [_("driver %(name)s, today: %(rides)d trips, %(hours)s h") % words]


def refusals(found: list[Suggestion]) -> list[tuple[str, int]]:
    """Why those that cannot go cannot, the commonest reason first: what a dispatcher without a vehicle must know."""
    return Counter(str(one.against[0]) for one in found if one.against and one.state.state != OUT).most_common()
