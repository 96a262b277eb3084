"""The points of the dispatch map: streets, hospitals, gates, where vehicles were last, and where people wait.

Nobody's address is among them: a person stands where their community does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hospitals.models import Hospital
from portal.areas.models import Area, Level
from portal.areas.selectors import Point
from transport.models import Checkpoint, Trip
from transport.selectors.standing import Standing
from transport.selectors.vehicles import VehicleState

AT_HOSPITAL = (Trip.State.AT_HOSPITAL, Trip.State.LEAVING)
NAMED = 6  # of those who stand on one point; the rest is counted


@dataclass(frozen=True, slots=True)
class Mark:
    """`kind`: area, hospital, gate, vehicle, waiting. `count` of those on the same point."""

    kind: str
    point: Point
    label: str
    count: int = 1

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "at": list(self.point), "label": self.label, "count": self.count}


def marks_of(standing: Standing, waiting: Sequence[Trip]) -> list[dict[str, Any]]:
    """Three queries: the standing knows the rest."""
    districts = {code[:6] for code in standing.spots if len(code) >= 6}
    marks = [*_ground(districts), *_vehicles(standing), *_waiting(waiting, standing)]
    return [mark.as_json() for mark in marks]


def _ground(districts: set[str]) -> Iterable[Mark]:
    known = {"latitude__isnull": False, "longitude__isnull": False}
    columns = ("name", "latitude", "longitude")
    for kind, rows in (
        ("area", Area.objects.filter(level=Level.STREET, parent__in=districts, **known)),
        ("hospital", Hospital.objects.filter(area__lineage__district__in=districts, **known)),
        ("gate", Checkpoint.objects.filter(area__lineage__district__in=districts, **known)),
    ):
        for name, latitude, longitude in rows.values_list(*columns):
            yield Mark(kind, (latitude, longitude), name)


def _vehicles(standing: Standing) -> Iterable[Mark]:
    """Where each was last known to be: those of one point together."""
    there: dict[Point, list[str]] = {}
    for state in standing.states:
        if point := last_seen(state, standing):
            there.setdefault(point, []).append(f"{state.vehicle.plate} {state.words}")
    for point, plates in there.items():
        yield Mark("vehicle", point, _listed(plates), len(plates))


def last_seen(state: VehicleState, standing: Standing) -> Point | None:
    """At the hospital, at the door it was sent to, or where it stands between trips."""
    if state.now is None:
        return standing.spot_of(state.vehicle)[1]
    hospital = state.now.booking.hospital if state.now.booking else None
    if state.now.state in AT_HOSPITAL and hospital:
        latitude, longitude = hospital.latitude, hospital.longitude
        if latitude is not None and longitude is not None:
            return (latitude, longitude)
    return standing.point_of(state.now.area_id)


def _waiting(trips: Iterable[Trip], standing: Standing) -> Iterable[Mark]:
    there: dict[str, list[Trip]] = {}
    for trip in trips:
        there.setdefault(trip.area_id, []).append(trip)
    for area, found in there.items():
        if point := standing.point_of(area):
            words = ngettext("%(place)s: %(count)d waits", "%(place)s: %(count)d wait", len(found))
            label = words % {"place": found[0].area, "count": len(found)}
            yield Mark("waiting", point, f"{label} · {_listed([trip.number for trip in found])}", len(found))


def _listed(names: Sequence[str]) -> str:
    shown, more = "、".join(names[:NAMED]), len(names) - NAMED
    return shown + (" " + _("and %(count)d more") % {"count": more} if more > 0 else "")
