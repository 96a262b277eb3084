"""受理: taking a request in, by whichever channel it came."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.lifecycle import CASE, FIRST_CLOCKS
from cases.models import Case
from cases.models.vocabulary import Channel, Control, Pathway, Severity
from cases.services import arranging, proposing
from cases.services.numbers import next_number
from cases.services.people import Identity, find_or_enter_person, find_person
from portal.areas.selectors import area_coded
from portal.lifecycle.move import begin


@dataclass(frozen=True, slots=True)
class Intake:
    """A request as it was told, checked. `occurred_at` is when the resident asked: the clocks count from there."""

    area_id: str
    need: str
    patient: Identity
    channel: str = Channel.HOTLINE
    severity: str = Severity.ROUTINE
    control: str = Control.NONE
    groups: list[str] = field(default_factory=list)
    caller_phone: str = ""
    description: str = ""
    can_self_drive: bool = False
    latest_test_at: datetime | None = None
    occurred_at: datetime | None = None
    related_to: Case | None = None


class AlreadyOpen(Exception):
    """The same need of the same resident is already somebody's duty. `case` is the open request."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.number)
        self.case = case


def receive(intake: Intake, *, by: Any) -> Case:
    """Enters a request, lets policy propose, starts the resident's clocks.

    1. Find or enter the resident; both of two operators who do so at once get one row.
    2. Insert the request. A partial unique index refuses a second open one of this resident and need: `AlreadyOpen`.
    3. Start the promises from the moment of asking; a critical one is handed to 120 at once (B1b).
    """
    try:
        with transaction.atomic():
            return _receive(intake, by=by)
    except IntegrityError as error:
        if "case_one_open_per_person_and_need" not in str(error):
            raise
        raise AlreadyOpen(_open_twin(intake)) from error


def _receive(intake: Intake, *, by: Any) -> Case:
    person = find_or_enter_person(intake.patient, area_id=intake.area_id, groups=intake.groups, control=intake.control)
    case = Case(
        person=person,
        area_id=intake.area_id,
        channel=intake.channel,
        caller_phone=intake.caller_phone or None,
        groups=sorted({*intake.groups, *person.groups}),
        control=person.control,  # as told, unless an act in force holds the resident to a stricter one
        need=intake.need,
        severity=intake.severity,
        description=intake.description,
        can_self_drive=intake.can_self_drive,
        latest_test_at=intake.latest_test_at,
        occurred_at=intake.occurred_at or timezone.now(),
        related_to=intake.related_to,
        created_by=by,
    )
    if area := area_coded(intake.area_id):
        case.area = area  # policy speaks of it by name
    proposing.propose(case)
    case.number = next_number()
    case.save(force_insert=True)
    begin(CASE, case, by=by, starts=FIRST_CLOCKS, detail={"channel": case.channel, "pathway": case.pathway})
    if case.pathway == Pathway.CALL_120:
        arranging.hand_to_120(case, by=by)
    return case


def _open_twin(intake: Intake) -> Case:
    return Case.objects.open().get(person=find_person(intake.patient), need=intake.need, related_to=None)
