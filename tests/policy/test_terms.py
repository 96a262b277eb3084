"""The terms of promises come from the pack in force, or from the version that a request is judged by."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cases.models import PolicyActivation
from cases.policies.services import activate
from cases.policy.values import TROUBLES
from portal.commitments.models import Commitment
from portal.commitments.terms import terms_for
from tests.cases.telling import request_of
from tests.policy.writing import written
from transport.models import Trouble

pytestmark = pytest.mark.django_db
COMMUNITY = "230110003001"


def test_they_follow_the_pack_in_force(harbin: PolicyActivation) -> None:
    terms = terms_for("case.answer", area_id=COMMUNITY, facts={"severity": "routine", "groups": ["dialysis"]})

    assert (terms.due, terms.cite, terms.pack) == (timedelta(minutes=10), "H1", "harbin-2022-04")
    assert [(step.to, step.at) for step in terms.steps] == [("supervisor", "district"), ("supervisor", "city")]


def test_they_follow_the_version_that_is_named(areas: dict[str, Any], harbin: PolicyActivation) -> None:
    activate("beijing-2022-11", area=areas["2301"])

    now = terms_for("pass.release", area_id=COMMUNITY)
    then = terms_for("pass.release", area_id=COMMUNITY, policy_ref=harbin.version_id)
    assert (now.due, then.due) == (timedelta(minutes=3), timedelta(minutes=5))


def test_what_the_facts_do_not_say_satisfies_no_condition(harbin: PolicyActivation) -> None:
    assert terms_for("booking.accept", area_id=COMMUNITY).due == timedelta(minutes=30)


def test_a_rule_for_one_place_holds_there(areas: dict[str, Any], tmp_path: Path) -> None:
    body = "commitments: [{kind: roster.cover, when: {area: 230110}, due: 9m, cite: B1c}]\n"
    activate(written(tmp_path, body), area=areas["2301"])

    assert terms_for("roster.cover", area_id=COMMUNITY).due == timedelta(minutes=9)
    assert terms_for("roster.cover", area_id="230103").due == timedelta(hours=1)


def test_a_driver_in_trouble_is_answered_by_what_the_pack_says(areas: dict[str, Any], tmp_path: Path) -> None:
    facts = {"trouble": "worse", "severity": "critical"}
    assert terms_for("trip.trouble", area_id=COMMUNITY, facts={"trouble": "breakdown"}).due == timedelta(minutes=5)
    assert terms_for("trip.trouble", area_id=COMMUNITY, facts=facts).due == timedelta(minutes=3)
    body = "commitments: [{kind: trip.trouble, when: {trouble: worse, severity: critical}, due: 90s, cite: N1}]\n"
    activate(written(tmp_path, body), area=areas["230110"])
    assert terms_for("trip.trouble", area_id=COMMUNITY, facts=facts).due == timedelta(seconds=90)


def test_every_trouble_that_a_driver_can_report_has_a_name_in_packs() -> None:
    assert set(TROUBLES) == set(Trouble.Kind.values)


def test_a_kind_that_no_pack_speaks_of_is_left_to_others(harbin: PolicyActivation) -> None:
    assert terms_for("drill.end", area_id=COMMUNITY).pack == "built-in"


def test_the_clock_of_a_new_request_is_the_pack_s(areas: dict[str, Any], operator: Any, tmp_path: Path) -> None:
    body = "commitments: [{kind: case.answer, when: {need: medicine}, due: 77s, cite: B2b}]\n"
    activate(written(tmp_path, body), area=areas["230110"])
    case = request_of(operator)

    promised = Commitment.objects.get(subject_id=case.pk, kind="case.answer")
    assert promised.due_at - promised.started_at == timedelta(seconds=77)
    assert (promised.ladder.pack, promised.ladder.cite) == ("test", "B2b")
