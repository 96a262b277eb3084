"""Why an institution cannot be chosen for a query. The first reason that holds is the one that is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from hospitals.matching.directory import Directory
from hospitals.matching.lines import Moment, is_between, is_in_force, names
from hospitals.matching.missing import Listed, limit_missed, nearest_miss
from hospitals.matching.query import Candidate, Query, Reason
from hospitals.matching.standing import Standing
from hospitals.models import Hospital
from hospitals.vocabulary import Group, Kind, Need, Severity


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with all that answers it."""

    query: Query
    moment: Moment
    directory: Directory
    standing: Standing


def why_not(candidate: Candidate, asked: Asked) -> Reason | None:
    for check in CHECKS:
        if reason := check(candidate, asked):
            return reason
    return None


def _is_closed(candidate: Candidate, asked: Asked) -> Reason | None:
    if candidate.hospital.is_open:
        return None
    return Reason("T1", _("closed; whoever was bound there is placed elsewhere"))


def _is_elsewhere(candidate: Candidate, asked: Asked) -> Reason | None:
    areas = asked.query.areas
    if not areas or candidate.is_treating or candidate.hospital.area_id.startswith(areas):
        return None
    return Reason("T2b", _("this area is served by institutions of another area"))


def _is_of_other_kind(candidate: Candidate, asked: Asked) -> Reason | None:
    kinds = asked.query.kinds
    if not kinds or candidate.is_treating or not candidate.hospital.kinds.isdisjoint(kinds):
        return None
    clause = "T2a" if Kind.FEVER in kinds else "N7"
    return Reason(clause, _("is no %(kinds)s"), {"kinds": Listed(Kind, kinds)})


def _is_limited(candidate: Candidate, asked: Asked) -> Reason | None:
    """A notice that names an institution for such people at night, or up to an age, means only then and only those."""
    if candidate.is_treating or candidate.designation:
        return None
    for line in candidate.lines:
        is_meant = names(line, asked.query) and is_in_force(line, asked.moment)
        if is_meant and (reason := limit_missed(line, asked.query, asked.moment)):
            return reason
    return None


def _is_for_others(candidate: Candidate, asked: Asked) -> Reason | None:
    """A fever clinic, a yellow-code or an isolation hospital takes whom policy sends or a notice names, nobody else."""
    if asked.query.kinds or candidate.is_treating or candidate.designation:
        return None
    if not candidate.hospital.kinds.isdisjoint(_kinds_for_everybody(asked.query)):
        return None
    lines = candidate.lines or asked.directory.lines.get(candidate.hospital.pk, [])
    missed = nearest_miss(lines, asked.query, asked.moment, asked.directory.places)
    return missed or Reason("N7", _("receives only those who are designated to it"))


def _is_out_of_hours(candidate: Candidate, asked: Asked) -> Reason | None:
    hospital = candidate.hospital
    if is_open_at(hospital, asked.moment):
        return None
    hours = {"opens": f"{hospital.opens_at:%H:%M}", "closes": f"{hospital.closes_at:%H:%M}"}
    return Reason("", _("open from %(opens)s to %(closes)s only"), hours)


def _has_no_slot(candidate: Candidate, asked: Asked) -> Reason | None:
    query = asked.query
    if query.severity == Severity.CRITICAL:
        return None
    slots = asked.standing.slots(asked.moment.at).get(candidate.hospital.pk, {})
    told = [slots[need] for need in ("", query.need) if need in slots]
    if not told or any(told):
        return None
    return Reason("P1", _("every slot of the next 24 hours is taken"))


def _has_no_buffer(candidate: Candidate, asked: Asked) -> Reason | None:
    # A critical person is received all the same (T3a): no place counts against that. Nor do figures that are stale.
    if not asked.query.result_unknown or asked.query.severity == Severity.CRITICAL:
        return None
    if candidate.buffer is None or candidate.buffer.free or candidate.buffer.is_stale:
        return None
    return Reason("N3", _("no buffer place free for a person whose result is not known"))


def is_open_at(hospital: Hospital, moment: Moment) -> bool:
    if hospital.opens_24h or hospital.opens_at is None or hospital.closes_at is None:
        return True
    return is_between(moment.time, hospital.opens_at, hospital.closes_at)


def _kinds_for_everybody(query: Query) -> set[str]:
    kinds: set[str] = {Kind.ORDINARY}
    if Group.DIALYSIS in query.groups:
        kinds.add(Kind.DIALYSIS)
    if query.need in (Need.CONSULTATION, Need.PSYCHOLOGICAL):
        kinds |= {Kind.ONLINE, Kind.PSYCHOLOGICAL}
    return kinds


CHECKS: tuple[Callable[[Candidate, Asked], Reason | None], ...] = (
    _is_closed,
    _is_elsewhere,
    _is_of_other_kind,
    _is_limited,
    _is_for_others,
    _is_out_of_hours,
    _has_no_slot,
    _has_no_buffer,
)
