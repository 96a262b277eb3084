"""Issuing dispatch orders: numbered by fleet and day, anew when something has changed, each print journalled."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access.api import can
from portal.audit import services as audit
from portal.audit.reveals import reveal
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.impossible import explained
from portal.lifecycle.move import database_now
from portal.privacy import subjects
from transport.models import HOLDS_VEHICLE, DispatchOrder, Fleet, Trip
from transport.selectors.orders import Passenger, riders, standing_order

ON_THE_DOOR = ("name", "phone", "address")


@explained()
@transaction.atomic
def issue_order(trip: Trip, *, by: Any, with_doors: bool = False) -> tuple[DispatchOrder, list[Passenger]]:
    """The order of this ride, the one that stands or a new one, and who is on it. Raises MoveRefused: no vehicle yet.

    1. Lock the fleet: numbers of a day have no gaps and no doubles. 2. Journal the print. 3. With doors, reveal each
    person, for which `by` needs trip.reveal on every one of them; else nothing is printed.
    """
    if trip.state not in HOLDS_VEHICLE or trip.vehicle is None or trip.driver is None:
        raise MoveRefused(_("Give this outing a vehicle first."))
    Fleet.objects.select_for_update(no_key=True).get(pk=trip.vehicle.fleet_id)
    together = riders(trip)
    order = standing_order(trip) or _new_order(trip, len(together), by=by)
    about = {"subject_kind": "trip", "subject_id": str(trip.pk), "number": trip.number, "area_id": trip.area_id}
    detail = {"order": str(order.pk), "trips": len(together), "doors": with_doors}
    audit.record("order.print", by=by, **about, detail=detail)
    doors = [_door(one, by=by) if with_doors else None for one in together]
    return order, [Passenger(one, subjects.card(one), door) for one, door in zip(together, doors, strict=True)]


def _new_order(trip: Trip, passengers: int, *, by: Any) -> DispatchOrder:
    assert trip.vehicle
    assert trip.driver
    fleet, now = trip.vehicle.fleet_id, database_now()
    day = timezone.localdate(now)
    last = DispatchOrder.objects.filter(fleet=fleet, day=day).aggregate(last=Max("serial"))["last"] or 0
    return DispatchOrder.objects.create(
        fleet_id=fleet, day=day, serial=last + 1, pool=trip.pool, vehicle=trip.vehicle, driver=trip.driver,
        during=trip.during, passengers=passengers, issued_at=now, issued_by=by,
    )  # fmt: skip


def _door(trip: Trip, *, by: Any) -> dict[str, str]:
    may = can(by, "trip.reveal", trip)
    if not may:
        raise PermissionDenied
    asked = {"by": by, "reason": _("on the dispatch order"), "may": may, "area_id": trip.area_id}
    return {
        field: reveal(trip.subject_kind, trip.subject_id, field, number=trip.number, **asked) for field in ON_THE_DOOR
    }
