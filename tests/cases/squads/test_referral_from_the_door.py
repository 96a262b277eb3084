"""转诊 (H3): one act at the door, and the patient is on the way to 120 or to a hospital; the clocks run on."""

import pytest
from django.utils import timezone

from cases.lifecycle import CASE
from cases.models import Case, Visit
from hospitals.models import Booking, Designation
from portal.commitments.models import Commitment
from portal.lifecycle.errors import Denied, WrongState
from portal.lifecycle.move import move
from tests.cases.squads.conftest import RECORD, go

pytestmark = pytest.mark.django_db


@pytest.fixture
def receives(hospital, areas):
    line = Designation.objects.create(hospital=hospital, since=timezone.localdate())
    line.serves.add(areas["230110"])
    return hospital


@pytest.fixture
def at_the_door(visit_of, first, expert):
    return go(visit_of(first), "accept", "depart", "arrive", by=expert)


def finish_clock(number):
    return Commitment.objects.get(number=number, kind="case.finish")


def test_to_a_hospital_by_vehicle(at_the_door, expert, receives):
    before = finish_clock(at_the_door.number)
    job = go(at_the_door, "refer", by=expert, pathway="outing_vehicle", severity="urgent", **RECORD)
    case = Case.objects.get(number=job.number)
    booking = Booking.objects.get(number=case.number)
    assert (job.state, case.pathway, case.severity) == ("done", "outing_vehicle", "urgent")
    assert (booking.hospital, booking.state, booking.need) == (receives, "asked", "outpatient")
    after = finish_clock(case.number)
    assert (after.pk, after.due_at, after.is_open) == (before.pk, before.due_at, True), "the clock runs on"
    assert Commitment.objects.open().filter(number=case.number, kind="case.arrange").exists()
    assert Visit.objects.get(job=job).referred_to == "outing_vehicle"
    assert case.judgements.last().by == expert


def test_to_120(at_the_door, expert):
    go(at_the_door, "refer", by=expert, pathway="call_120", severity="critical", **RECORD)
    case = Case.objects.get(number=at_the_door.number)
    assert (case.pathway, case.severity) == ("call_120", "critical")
    assert case.jobs.filter(kind="handover_120", state="assigned").count() == 1


def test_the_request_cannot_be_finished_before_the_patient_is_home(at_the_door, expert, operator, receives):
    go(at_the_door, "refer", by=expert, pathway="outing_vehicle", **RECORD)
    with pytest.raises(WrongState):
        move(CASE, Case.objects.get(number=at_the_door.number), "finish", by=operator, data={})


def test_only_who_may_do_the_work_refers(at_the_door, neighbour, grid):
    for stranger in (neighbour, grid):
        with pytest.raises(Denied):
            go(at_the_door, "refer", by=stranger, pathway="call_120", **RECORD)


def test_the_squad_is_free_for_the_next_door(at_the_door, visit_of, first, expert, receives):
    go(at_the_door, "refer", by=expert, pathway="outing_vehicle", **RECORD)
    assert go(visit_of(first), "accept", "depart", by=expert).state == "on_the_way"


def test_from_a_consultation_too_by_who_leads_the_request(wants_a_visit, operator, receives):
    case = wants_a_visit(groups=[])
    assert case.pathway == "consultation"
    case = move(CASE, case, "arrange", by=operator, data={})
    case = move(CASE, case, "refer", by=operator, data={"pathway": "outing_vehicle", "reason": "腹痛加重，须当面检查"})
    assert case.state == "arranged"
    assert not case.jobs.exclude(state="cancelled").exists()
    assert Booking.objects.filter(number=case.number, state="asked").exists()


def test_over_http(client, at_the_door, expert, receives):
    client.force_login(expert)
    said = RECORD | {"pathway": "outing_vehicle"}
    answer = client.post(f"/api/v1/jobs/{at_the_door.pk}/refer/", said, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert answer.json()["visit"]["referred_to"] == "outing_vehicle"
    wrong = client.post(f"/api/v1/jobs/{at_the_door.pk}/refer/", said, content_type="application/json")
    assert wrong.status_code == 409
