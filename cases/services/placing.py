"""Asking hospitals for an outing: the one that was named, else the next in rank, else the command centre names one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from cases.models import Placement
from cases.selectors.outcomes import need_outside
from cases.selectors.placing import candidates_for
from hospitals.lifecycle import BOOKING
from hospitals.matching import Candidate, Reason
from hospitals.selectors.slots import suggested_slot
from hospitals.services import ask_hospital
from hospitals.vocabulary import Aid
from portal.commitments.subject import Subject
from portal.lifecycle.errors import InvalidInput, MoveRefused
from portal.lifecycle.move import follow
from portal.notices import services as notices
from transport.models import Trip

if TYPE_CHECKING:
    from cases.models import Case, Outing, Person
    from hospitals.models import Booking, Hospital, Slot

REFUSALS_BEFORE_THE_CENTRE = 2
ON_THE_WAY = timedelta(minutes=45)  # from the door to the hospital, so that somebody is there when their slot begins
PLEASE_CORRECT = gettext_lazy("Please correct the marked fields.")


def subject(case: Case) -> Subject:
    return Subject(kind="case", id=case.pk, number=case.number, area_id=case.area_id)


def named(outing: Outing, hospital: Hospital, *, reason: str) -> Candidate:
    """The hospital that a person names. One that the matching excludes may be asked all the same, if they say why."""
    ranked = candidates_for(outing.case)
    choice = next((one for one in ranked if one.hospital.pk == hospital.pk), None) or Candidate(hospital)
    if not hospital.is_open:
        raise InvalidInput(PLEASE_CORRECT, fields={"hospital": [_("%s is closed.") % hospital.name]})
    if (choice.excluded or choice.rank is None) and not reason:
        why = choice.why_not.text if choice.why_not else _("it is not designated for this need")
        text = _("Policy does not send this request there (%s). Say in the note why it must be so.") % why
        raise InvalidInput(PLEASE_CORRECT, fields={"hospital": [text]})
    return choice


def ask_next(outing: Outing, *, by: Any) -> Booking | None:
    """Asks the first in rank that has not been asked yet. None, and the centre is called, where there is none.

    One that closes in the very moment is passed over: nobody is lost between two closings. Whoever had chosen a slot
    gets the one that the next hospital would suggest.
    """
    before = list(outing.placements.order_by("hop").values_list("booking__hospital_id", "booking__slot_id"))
    wants_slot = bool(before) and before[-1][1] is not None
    asked = {hospital for hospital, _slot in before}
    for choice in candidates_for(outing.case):
        if choice.excluded or choice.hospital.pk in asked:
            continue
        slot = suggested_slot(choice.hospital, need=need_outside(outing.case)) if wants_slot else None
        try:
            with transaction.atomic():
                return ask(outing, choice, slot=slot, by=by)
        except MoveRefused:
            continue
    call_the_centre(outing)
    return None


def ask(outing: Outing, choice: Candidate, *, by: Any, slot: Slot | None = None) -> Booking:
    """Asks one hospital. With a slot, the way there is planned for it."""
    case = outing.case
    hop = outing.placements.count() + 1
    if slot:
        outing.planned_at = slot.starts_at - ON_THE_WAY
        outing.save(update_fields=["planned_at"])
    booking = ask_hospital(
        choice.hospital,
        subject=subject(case),
        need=need_outside(case),
        severity=case.severity,
        control=case.control,
        groups=list(case.groups),
        is_result_known=case.latest_test_at is not None,
        slot=slot,
        expected_at=None if slot else outing.planned_at,
        hop=hop - 1,
        policy_ref=str(case.policy_id or ""),
        aids=aids_of(case.person),
        by=by,
    )
    reasons = [{"clause": reason.clause, "text": _in_every_language(reason)} for reason in choice.reasons]
    Placement.objects.create(outing=outing, booking=booking, hop=hop, reasons=reasons)
    return booking


def aids_of(person: Person) -> list[str]:
    """What must stand ready at the door."""
    by_mobility = {Trip.Mobility.WHEELCHAIR: Aid.WHEELCHAIR, Trip.Mobility.STRETCHER: Aid.STRETCHER}
    wanted = [by_mobility.get(Trip.Mobility(person.mobility)) if person.mobility else None]
    wanted += [Aid.OXYGEN if person.needs_oxygen else None, Aid.COMPANION if person.needs_companion else None]
    return [aid.value for aid in wanted if aid]


def _in_every_language(reason: Reason) -> dict[str, str]:
    """The words of a reason as they were then, by language: whoever reads them later may read another one."""
    words = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            words[code] = reason.text
    return words


def call_the_centre(outing: Outing) -> None:
    """Nobody is left whom the program may ask by itself: people of the district must decide."""
    outing.needs_centre = True
    outing.save(update_fields=["needs_centre"])
    case = outing.case
    for role in ("operator", "supervisor"):
        post = f"{role}@{case.area.lineage.get('district', case.area_id)}"
        notices.tell(post, "case.needs_centre", subject=subject(case), params={"refusals": outing.refusals})


def assign_hospital(case: Case, *, hospital: Hospital, by: Any, reason: str = "", slot: Slot | None = None) -> Booking:
    """The command centre decides, where nobody is designated or two have refused; then the hospital is not asked."""
    outing = case.outings.get(closed_at=None, needs_centre=True)
    booking = ask(outing, named(outing, hospital, reason=reason), slot=slot, by=by)
    if outing.refusals >= REFUSALS_BEFORE_THE_CENTRE:
        follow(BOOKING, booking, "assign", by=by)
    outing.needs_centre = False
    outing.save(update_fields=["needs_centre"])
    return booking
