"""The ranking itself: gather, exclude, order, explain."""

from datetime import datetime, timedelta

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hospitals.matching.designated import areas_above, best_designation
from hospitals.matching.exclude import why_not
from hospitals.matching.query import DESIGNATED, NEAREST, TREATING, Candidate, Query, Reason
from hospitals.models import Designation, Hospital, Slot
from hospitals.vocabulary import BUFFER_ROOMS, Need, Severity
from portal.areas.models import Area
from portal.areas.selectors import distance_km

SLOTS_AHEAD = timedelta(hours=24)
FAR_AWAY = 20_000.0  # where a distance is not known, the institution comes after all whose distance is


def match(query: Query) -> list[Candidate]:
    """Every institution in question, the best first, the excluded ones last.

    1. Gather those of the person's city, of the areas policy names, and whoever serves the area from outside.
    2. Exclude what is closed, elsewhere, of another kind, full or out of hours, each with why.
    3. Order the rest by the preferences in their order; give each its reasons.
    Costs the same few queries however many institutions there are.
    """
    at = query.at or timezone.now()
    candidates = [_weighed(hospital, query, at) for hospital in _in_question(query, at)]
    _measure(candidates, query)
    for candidate in candidates:
        candidate.why_not = why_not(candidate, query, at)
    candidates.sort(key=lambda candidate: (candidate.excluded, *_order(candidate, query)))
    for rank, candidate in enumerate((c for c in candidates if not c.excluded), start=1):
        candidate.rank = rank
        candidate.reasons = _reasons(candidate, query)
    return candidates


def _in_question(query: Query, at: datetime) -> list[Hospital]:
    above = areas_above(query.area_id)
    today = timezone.localdate(at)
    in_force = Designation.objects.filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today)
    city = query.area_id[:4]
    near = Q(area__pk__startswith=city) | Q(pk=query.treating_hospital_id)
    for code in query.areas:
        near |= Q(area__pk__startswith=code)
    serving = in_force.filter(serves__in=above).values("hospital")
    ahead = Slot.objects.filter(ends_at__gt=at, starts_at__lt=at + SLOTS_AHEAD)
    return list(
        Hospital.objects.filter(near | Q(pk__in=serving))
        .select_related("area")
        .prefetch_related(
            "places",
            Prefetch("slots", ahead),
            Prefetch("designations", in_force.prefetch_related("serves")),
        )
    )


def _weighed(hospital: Hospital, query: Query, at: datetime) -> Candidate:
    designation, specificity = best_designation(list(hospital.designations.all()), query, at)
    buffers = [places for places in hospital.places.all() if places.room in BUFFER_ROOMS]
    return Candidate(
        hospital=hospital,
        designation=designation,
        specificity=specificity,
        is_treating=hospital.pk == query.treating_hospital_id and TREATING in query.prefer,
        buffer=max((places for places in buffers if places.free), key=lambda places: places.free, default=None),
        is_buffer_reported=bool(buffers),
    )


def _measure(candidates: list[Candidate], query: Query) -> None:
    """Distances as the crow flies; an institution without coordinates lies where the nearest area above it does."""
    codes = {query.area_id, *(candidate.hospital.area_id for candidate in candidates)}
    above = {prefix for code in codes for prefix in areas_above(code)}
    located = Area.objects.filter(code__in=above).values_list("code", "latitude", "longitude")
    known = {code: (lat, lon) for code, lat, lon in located if lat is not None and lon is not None}
    home = _nearest_known(query.area_id, known)
    for candidate in candidates:
        hospital = candidate.hospital
        there = _nearest_known(hospital.area_id, known)
        if hospital.latitude is not None and hospital.longitude is not None:
            there = (hospital.latitude, hospital.longitude)
        if home and there:
            candidate.distance_km = round(distance_km(home, there), 1)


def _nearest_known(code: str, known: dict[str, tuple[float, float]]) -> tuple[float, float] | None:
    return next((known[prefix] for prefix in reversed(areas_above(code)) if prefix in known), None)


def _order(candidate: Candidate, query: Query) -> tuple:
    distance = FAR_AWAY if candidate.distance_km is None else candidate.distance_km
    by = {TREATING: not candidate.is_treating, DESIGNATED: -candidate.specificity, NEAREST: distance}
    # Where nothing that policy prefers decides: a free buffer place, the same district, a designation, the name.
    lacks_buffer = query.result_unknown and candidate.buffer is None
    is_of_other_district = not candidate.hospital.area_id.startswith(query.area_id[:6])
    preferred = [by[name] for name in query.prefer]
    rest = (lacks_buffer, is_of_other_district, -candidate.specificity, distance, candidate.hospital.name)
    return (*preferred, *rest)


def _reasons(candidate: Candidate, query: Query) -> list[Reason]:
    reasons = []
    if candidate.is_treating and query.need == Need.TREATMENT_SESSION:
        reasons.append(Reason("T3b", _("treats this person already")))
    elif candidate.is_treating:
        reasons.append(Reason("N4", _("has treated this person before")))
    if candidate.designation:
        reasons.append(_designated(candidate, candidate.designation, query))
    if query.kinds and not candidate.hospital.kinds.isdisjoint(query.kinds):
        reasons.append(Reason("", _("is of the kind that the rule asks for")))
    if query.prefer[:1] == (NEAREST,) and candidate.distance_km is not None:
        message = _("the nearest: %(km)s km") if candidate.rank == 1 else _("%(km)s km away")
        reasons.append(Reason("T2a", message, {"km": candidate.distance_km}))
    if query.areas and candidate.hospital.area_id.startswith(query.areas):
        reasons.append(Reason("T2b", _("serves this area from outside")))
    if query.result_unknown:
        reasons.append(_buffered(candidate))
    if query.severity == Severity.CRITICAL:
        reasons.append(Reason("T3a", _("receives at once, no test may be asked for")))
    return reasons or [Reason("N1", _("open, and no institution may refuse"))]


def _designated(candidate: Candidate, line: Designation, query: Query) -> Reason:
    is_outside = not any(
        candidate.hospital.area_id.startswith(area.code)
        for area in line.serves.all()
        if query.area_id.startswith(area.code)
    )
    message = _("designated for this need, from outside the area") if is_outside else _("designated for this need")
    return Reason(line.cite or "H2", message)


def _buffered(candidate: Candidate) -> Reason:
    if candidate.buffer:
        values = {"free": candidate.buffer.free, "room": candidate.buffer.get_room_display()}
        return Reason("N3", _("result not known: %(free)s free (%(room)s)"), values)
    if candidate.is_buffer_reported:
        return Reason("N3", _("result not known: all buffer places are taken, yet a critical person is received"))
    return Reason("N3", _("result not known: this institution has not reported its buffer places"))
