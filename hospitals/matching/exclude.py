"""Why an institution cannot be chosen for a query. The first reason that holds is the one that is told."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hospitals.matching.designated import is_between, names
from hospitals.matching.query import Candidate, Query, Reason
from hospitals.models import Hospital
from hospitals.vocabulary import Group, Kind, Need, Severity


def why_not(candidate: Candidate, query: Query, at: datetime) -> Reason | None:
    return next((reason for check in CHECKS if (reason := check(candidate, query, at))), None)


def _is_closed(candidate: Candidate, query: Query, at: datetime) -> Reason | None:
    if candidate.hospital.is_open:
        return None
    return Reason("T1", _("closed; whoever was bound there is placed elsewhere"))


def _is_elsewhere(candidate: Candidate, query: Query, at: datetime) -> Reason | None:
    if not query.areas or candidate.is_treating or candidate.hospital.area_id.startswith(query.areas):
        return None
    return Reason("T2b", _("this area is served by institutions of another area"))


def _is_of_other_kind(candidate: Candidate, query: Query, at: datetime) -> Reason | None:
    if not query.kinds or candidate.is_treating or not candidate.hospital.kinds.isdisjoint(query.kinds):
        return None
    wanted = " / ".join(str(Kind(kind).label) for kind in query.kinds)
    return Reason(_clause_of_kinds(query), _("is no %(kinds)s"), {"kinds": wanted})


def _is_for_others(candidate: Candidate, query: Query, at: datetime) -> Reason | None:
    """A fever clinic, a yellow-code or an isolation hospital takes whom policy sends or a notice names, nobody else."""
    if query.kinds or candidate.is_treating or candidate.designation:
        return None
    lines = candidate.hospital.designations.all()
    if any(names(line, query) for line in lines):
        return Reason("H2", _("designated for this need, but not at this hour"))
    if not candidate.hospital.kinds.isdisjoint(_kinds_for_everybody(query)):
        return None
    return Reason("N7", _("receives only those who are designated to it"))


def _is_out_of_hours(candidate: Candidate, query: Query, at: datetime) -> Reason | None:
    if is_open_at(candidate.hospital, at):
        return None
    hours = {"opens": f"{candidate.hospital.opens_at:%H:%M}", "closes": f"{candidate.hospital.closes_at:%H:%M}"}
    return Reason("", _("open from %(opens)s to %(closes)s only"), hours)


def _has_no_slot(candidate: Candidate, query: Query, at: datetime) -> Reason | None:
    slots = [slot for slot in candidate.hospital.slots.all() if slot.need in ("", query.need)]
    if not slots or query.severity == Severity.CRITICAL or any(slot.free for slot in slots):
        return None
    return Reason("P1", _("every slot of the next 24 hours is taken"))


def _has_no_buffer(candidate: Candidate, query: Query, at: datetime) -> Reason | None:
    # A critical person is received all the same (T3a): no place counts against that.
    if not query.result_unknown or query.severity == Severity.CRITICAL:
        return None
    if candidate.buffer or not candidate.is_buffer_reported:
        return None
    return Reason("N3", _("no buffer place free for a person whose result is not known"))


def is_open_at(hospital: Hospital, at: datetime) -> bool:
    if hospital.opens_24h or hospital.opens_at is None or hospital.closes_at is None:
        return True
    return is_between(timezone.localtime(at).time(), hospital.opens_at, hospital.closes_at)


def _kinds_for_everybody(query: Query) -> set[str]:
    kinds: set[str] = {Kind.ORDINARY}
    if Group.DIALYSIS in query.groups:
        kinds.add(Kind.DIALYSIS)
    if query.need in (Need.CONSULTATION, Need.PSYCHOLOGICAL):
        kinds |= {Kind.ONLINE, Kind.PSYCHOLOGICAL}
    return kinds


def _clause_of_kinds(query: Query) -> str:
    return "T2a" if Kind.FEVER in query.kinds else "N7"


CHECKS = (
    _is_closed,
    _is_elsewhere,
    _is_of_other_kind,
    _is_for_others,
    _is_out_of_hours,
    _has_no_slot,
    _has_no_buffer,
)
