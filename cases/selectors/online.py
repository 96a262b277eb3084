"""Which online clinics and lines a caller may be sent to in one tap (H4, N5, N7): for the need, open ones first."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cases.models import Case
from cases.models.vocabulary import Control, JobKind, JobState, Pathway, State
from cases.selectors.requests import jobs_at_hand
from hospitals.models import OnlineClinic
from hospitals.selectors.clinics import CLINICS, LINES, clinics_at, open_first

Kind = OnlineClinic.Kind
YOUTH_UP_TO = 17  # years
CONVERSATIONS = (Pathway.CONSULTATION, Pathway.PSYCHOLOGICAL_LINE)
BEFORE_WORK = (State.RECEIVED, State.ANSWERED, State.JUDGED)
MAY_CONNECT = (JobState.ASSIGNED, JobState.ACCEPTED, JobState.CONNECTED)


def online_care_for(case: Case, *, at: datetime | None = None) -> list[OnlineClinic]:
    """Clinics for who needs a doctor's word, lines for who needs another's; none once the request is past that."""
    if not can_be_sent(case):
        return []
    kinds = LINES if case.pathway == Pathway.PSYCHOLOGICAL_LINE else CLINICS
    fitting = [clinic for clinic in clinics_at(case.area_id) if clinic.kind in kinds]
    clinics = open_first(fitting, at or timezone.now())
    is_young = case.person.age is not None and case.person.age <= YOUTH_UP_TO
    if not is_young:
        clinics = [clinic for clinic in clinics if clinic.kind != Kind.YOUTH]
    return sorted(clinics, key=lambda clinic: _order(clinic, case))


def _order(clinic: OnlineClinic, case: Case) -> tuple[bool, bool]:
    """Closed ones last; first the line of the young, the cloud clinic for abnormal codes, where they are treated."""
    meant = clinic.kind == Kind.YOUTH or (clinic.kind == Kind.CLOUD and case.control == Control.ABNORMAL_CODE)
    is_treating = clinic.hospital_id is not None and clinic.hospital_id == case.person.treating_hospital_id
    return clinic.open_now is False, not (meant or is_treating)  # type: ignore[attr-defined]


def can_be_sent(case: Case) -> bool:
    """Is talking to somebody what this request is for, and not over yet?"""
    if case.pathway not in CONVERSATIONS or case.paused_at:
        return False
    if case.state in BEFORE_WORK:
        return True
    kind = JobKind(case.pathway)
    return case.is_open and any(job.kind == kind and job.state in MAY_CONNECT for job in jobs_at_hand(case))
