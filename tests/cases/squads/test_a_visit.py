"""A visit from the squad's telephone to the sheet of paper (H3): timed like a vehicle, one door at a time, sealed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from cases.jobs.lifecycle import JOB
from cases.models import Job, Visit
from cases.selectors.squads import squads_board
from portal.commitments.models import Commitment
from portal.lifecycle.impossible import Impossible
from portal.lifecycle.move import move
from tests.cases.squads.conftest import RECORD, go

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def test_each_step_keeps_the_time_at_which_it_really_happened(visit_of, first, expert):
    job = go(visit_of(first), "accept", by=expert)
    now = timezone.now()
    for step, minutes in (("depart", 30), ("arrive", 10)):
        job = move(JOB, job, step, by=expert, happened_at=now - timedelta(minutes=minutes))
    job = go(job, "visit", by=expert, **RECORD)
    visit = job.visit
    assert (visit.set_out_at, visit.arrived_at) == (now - timedelta(minutes=30), now - timedelta(minutes=10))
    assert visit.left_at >= now
    assert [member.skill for member in visit.members.all()] == ["critical_care"]


def test_the_promise_to_sign_and_to_be_done_are_the_pack_s(visit_of, first, expert):
    job = visit_of(first)
    signed = Commitment.objects.get(subject_id=job.pk, kind="job.accept")
    assert signed.is_open
    job = go(job, "accept", by=expert)
    done = Commitment.objects.get(subject_id=job.pk, kind="job.done")
    assert done.due_at - done.started_at == timedelta(hours=6)
    job = go(job, "depart", "arrive", by=expert)
    go(job, "visit", by=expert, **RECORD)
    done.refresh_from_db()
    assert done.kept_at


def test_a_squad_is_at_one_door_at_a_time(visit_of, first, expert):
    one, other = visit_of(first), visit_of(first)
    go(one, "accept", "depart", by=expert)
    other = go(other, "accept", by=expert)
    with pytest.raises(Impossible) as refused:
        go(other, "depart", by=expert)
    assert "another door" in str(refused.value.message)
    go(go(Job.objects.get(pk=one.pk), "arrive", by=expert), "visit", by=expert, **RECORD)
    assert go(other, "depart", by=expert).state == "on_the_way"


@pytest.mark.django_db(transaction=True)
def test_two_who_send_one_squad_to_two_doors_at_once(visit_of, first, expert, operator, at_once):
    one, other = (go(visit_of(first), "accept", by=expert) for _each in range(2))
    results = at_once(lambda: go(one, "depart", by=expert), lambda: go(other, "depart", by=operator))
    assert sorted(type(result).__name__ for result in results) == ["Impossible", "Job"]
    assert Job.objects.filter(state="on_the_way", squad=first).count() == 1


def test_the_record_is_sealed_in_the_database(visit_of, first, expert):
    job = go(visit_of(first), "accept", "depart", "arrive", by=expert)
    job = go(job, "visit", by=expert, **RECORD)
    assert job.visit.found == RECORD["found"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT found, done, medicines, advice FROM cases_visit WHERE job_id = %s", [job.pk])
        for text, word in zip(cursor.fetchone(), RECORD.values(), strict=True):
            assert word.encode() not in bytes(text)


def test_it_prints_for_those_who_care_and_for_nobody_else(
    client, visit_of, first, expert, operator, neighbour, auditor
):
    job = go(visit_of(first), "accept", "depart", "arrive", by=expert)
    job = go(job, "visit", by=expert, **RECORD)
    for user, status in ((operator, 200), (expert, 200), (neighbour, 404), (auditor, 403)):
        client.force_login(user)
        answer = client.get(f"/jobs/{job.pk}/record/")
        assert answer.status_code == status, user
        assert (RECORD["found"] in answer.content.decode()) is (status == 200)


def test_findings_are_asked_for(client, visit_of, first, expert):
    job = go(visit_of(first), "accept", "depart", "arrive", by=expert)
    client.force_login(expert)
    answer = client.post(
        f"/jobs/{job.pk}/move/visit/", {"done": "换药"}, headers={"hx-request": "true", "hx-target": "dialog-body"}
    )
    assert answer.status_code == 422
    assert "换药" in answer.content.decode()
    assert not Visit.objects.get(job=job).left_at


def test_the_squad_finds_its_visits_on_its_telephone_and_the_place_s_team_does_not(
    client, visit_of, first, second, expert, medic
):
    mine, theirs = visit_of(first), visit_of(second)
    seen = {}
    for user in (expert, medic):
        client.force_login(user)
        page = client.get("/work/").content.decode()
        seen[user.username] = [str(job.pk) in page for job in (mine, theirs)]
    assert seen == {"expert": [True, False], "medic": [False, True]}


def test_a_member_signs_by_one_tap(client, visit_of, first, expert):
    job = visit_of(first)
    client.force_login(expert)
    client.post(f"/jobs/{job.pk}/move/accept/")
    job.refresh_from_db()
    assert (job.state, job.assignee, job.squad) == ("accepted", expert, first)


def test_who_signs_for_a_visit_without_a_squad_brings_their_own(visit_of, expert, first):
    job = visit_of(first)
    Job.objects.filter(pk=job.pk).update(squad=None)
    assert go(job, "accept", by=expert).squad == first


def test_the_board_says_who_is_where_and_free_when(visit_of, first, second, expert, operator):
    go(visit_of(first), "accept", "depart", "arrive", by=expert)
    visit_of(first)
    at_work, idle = squads_board(operator)
    assert (at_work.squad, at_work.load.current.state, len(at_work.load.waiting)) == (first, "arrived", 1)
    assert at_work.free_at > timezone.now() + timedelta(minutes=60)
    assert (idle.squad, idle.load.current) == (second, None)


def test_the_board_page(client, visit_of, first, expert, operator, grid, django_assert_max_num_queries):
    job = go(visit_of(first), "accept", "depart", by=expert)
    client.force_login(operator)
    with django_assert_max_num_queries(40):
        page = client.get("/squads/").content.decode()
    assert job.number in page
    (row,) = client.get("/api/v1/squads/board/").json()
    assert row["now"]["case"] == job.number
    client.force_login(grid)
    assert client.get("/squads/").status_code == 403


def test_visits_without_a_squad_stand_on_the_board(client, visit_of, operator):
    job = visit_of()
    client.force_login(operator)
    assert f"/jobs/{job.pk}/move/send_squad/" in client.get("/squads/").content.decode()
