"""What would happen to a request still being typed: policy's answer, the first clock, a request it would double."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cases.control.strictness import rank_of
from cases.lifecycle import CASE
from cases.models import Case, Person
from cases.models.vocabulary import Control, Pathway
from cases.policy import Outcome
from cases.selectors.callers import open_twin
from cases.selectors.control import control_in_force
from cases.services import proposing
from cases.services.people import Identity, find_person
from portal.areas.models import Area
from portal.commitments.terms import terms_for


@dataclass(frozen=True, slots=True)
class Foresight:
    """`twin` is the open request of the same resident and need; `outcome` is None while too little was said."""

    twin: Case | None = None
    outcome: Outcome | None = None
    answer_within: timedelta | None = None
    in_force: str = ""  # a stricter status than was told, that an act in force gives to this address

    @property
    def is_for_120(self) -> bool:
        return self.outcome is not None and self.outcome.pathway == Pathway.CALL_120


def foresee(told: dict[str, Any], *, identity: Identity, known: Person | None) -> Foresight:
    """`told` are the inputs that are right so far. Nothing is written."""
    person = known or find_person(identity)
    twin = open_twin(person, told.get("need", ""))
    area = told.get("area")
    in_force = _in_force(told, area=area, address=identity.address or (person.address if person else ""))
    if not (area and told.get("need") and told.get("severity")):
        return Foresight(twin, in_force=in_force)
    case = _imagined(told, person=person, area=area)
    outcome = proposing.propose(case)
    terms = terms_for("case.answer", area_id=area.pk, facts=dict(CASE.facts(case)), policy_ref=case.policy_id)
    return Foresight(twin, outcome, terms.due, in_force)


def _in_force(told: dict[str, Any], *, area: Area | None, address: str | None) -> str:
    """What somebody who has come to live under an act of control is proposed."""
    control = control_in_force(area.pk, address=address) if area else Control.NONE
    return control if rank_of(control) > rank_of(told.get("control") or Control.NONE) else ""


def _imagined(told: dict[str, Any], *, person: Person | None, area: Area) -> Case:
    """The request as it would be. Never saved."""
    born = told.get("birth_date")
    stranger = Person(
        area=area, birth_year=born.year if born else None, treating_hospital=told.get("treating_hospital")
    )
    return Case(
        person=person or stranger,
        area=area,
        need=told["need"],
        severity=told["severity"],
        control=told.get("control") or "none",
        groups=sorted({*told.get("groups", ()), *(person.groups if person else ())}),
        can_self_drive=bool(told.get("can_self_drive")),
        latest_test_at=told.get("latest_test_at"),
    )
