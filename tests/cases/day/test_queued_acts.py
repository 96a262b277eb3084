"""Acts sent later: once each, by the one who did them, at a time that can be true; a refusal says how it stands."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.jobs.lifecycle import JOB
from cases.models import Case, Job, Person, RegisterEntry
from portal.audit.models import Entry
from portal.lifecycle.move import move

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(grid, client):
    """send("/jobs/…/", key="a", minutes_ago=5, field="value"): as the telephone's queue sends it."""
    client.force_login(grid)

    def post(path, *, key="key-1", minutes_ago=0.0, owner=None, clock_off=timedelta(), **fields):
        now = timezone.now() + clock_off
        fields |= {"happened_at": (now - timedelta(minutes=minutes_ago)).isoformat(), "sent_at": now.isoformat()}
        headers = {"Idempotency-Key": key, "X-Acting-User": str(owner or grid.pk), "HX-Request": "true"}
        return client.post(path, fields, headers=headers)

    return post


@pytest.fixture
def job(errand):
    made = errand("李秀兰")
    Job.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(hours=2))
    return made


def accept(job):
    return f"/jobs/{job.pk}/move/accept/"


def happened(job, name="accept"):
    entry = Entry.objects.get(action=f"job.{name}", subject_id=str(job.pk))
    return timezone.datetime.fromisoformat(entry.detail["happened_at"])


def test_it_is_done_once_and_answered_alike_however_often_it_is_sent(grid, client, job):
    client.force_login(grid)
    act = {"happened_at": timezone.now().isoformat(), "sent_at": timezone.now().isoformat()}
    headers = {"Idempotency-Key": "one", "X-Acting-User": str(grid.pk), "HX-Request": "true"}
    answers = [client.post(accept(job), act, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["code"] == "done"
    assert Entry.objects.filter(action="job.accept", subject_id=str(job.pk)).count() == 1


def test_its_real_time_is_kept(send, job):
    send(accept(job), minutes_ago=40)
    assert abs(happened(job) - (timezone.now() - timedelta(minutes=40))) < timedelta(seconds=20)


def test_a_wrong_clock_is_put_right_by_what_it_shows_while_sending(send, job):
    send(accept(job), minutes_ago=40, clock_off=timedelta(days=-3))
    assert abs(happened(job) - (timezone.now() - timedelta(minutes=40))) < timedelta(seconds=20)


def test_it_never_happens_in_the_future(send, job):
    send(accept(job), minutes_ago=-60)
    assert happened(job) <= timezone.now()


def test_it_never_happened_before_the_work_was_given_out(send, job):
    answer = send(accept(job), minutes_ago=60 * 24)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    job.refresh_from_db()
    assert job.state == "assigned"


def test_somebody_elses_session_does_not_send_it(send, job, medic):
    assert send(accept(job), owner=medic.pk).json()["code"] == "other_user"
    job.refresh_from_db()
    assert job.state == "assigned"


def test_who_was_quicker_is_told_beside_it(send, job, operator):
    move(JOB, job, "accept", by=operator)
    answer = send(accept(job), seen_state="assigned")
    assert answer.status_code == 409
    assert answer.json()["now"]["by"] == str(operator)
    assert answer.json()["now"]["state"] == "accepted"


def test_a_refused_act_may_be_sent_again_under_its_key(send, job, operator):
    assert send(accept(job), key="k", seen_state="done").status_code == 409
    assert send(accept(job), key="k", seen_state="assigned").status_code == 200


def test_wrong_inputs_are_told_by_the_words_of_the_form(send, job, grid):
    move(JOB, job, "accept", by=grid)
    answer = send(f"/jobs/{job.pk}/move/prescribe/", prescription="")
    assert answer.status_code == 422
    assert not {"", "prescription"} & answer.json()["fields"].keys()


def test_work_outside_the_own_places_is_not_there(client, neighbour, job):
    client.force_login(neighbour)
    headers = {"Idempotency-Key": "n", "X-Acting-User": str(neighbour.pk), "HX-Request": "true"}
    assert client.post(accept(job), headers=headers).json()["code"] == "not_found"


def test_a_whole_building_without_change_at_its_real_time(send, due, grid):
    entries = [due("王国庆"), due("陈丽", phone="13900000012")]
    send("/work/unchanged/", minutes_ago=30, entry=[str(entry.pk) for entry in entries])
    for entry in RegisterEntry.objects.all():
        assert entry.verified_by == grid
        assert abs(entry.verified_at - (timezone.now() - timedelta(minutes=30))) < timedelta(seconds=20)


def test_a_building_whose_entries_are_gone_is_told(send, client):
    assert send("/work/unchanged/").status_code == 422
    assert client.post("/work/unchanged/").status_code == 400


def test_contact_details_that_a_colleague_changed_are_not_overwritten(send, client, due, grid):
    entry = due("王国庆")
    seen = (
        client.get(f"/work/entries/{entry.pk}/contact/", headers={"HX-Request": "true"}).context["form"]["seen"].value()
    )
    person = Person.objects.get(pk=entry.person_id)
    person.phone = "13700000001"
    person.save()
    answer = send(f"/work/entries/{entry.pk}/contact/", phone="13600000001", seen=seen)
    assert answer.status_code == 409
    assert "137****0001" in answer.json()["now"]["what"]
    again = send(f"/work/entries/{entry.pk}/contact/", key="again", phone="13600000001")
    assert again.status_code == 200
    assert Person.objects.get(pk=entry.person_id).phone == "13600000001"


def test_a_report_counts_from_when_it_was_typed(send, policy, filled_report):
    answer = send("/calls/report/", minutes_ago=50, **filled_report)
    assert answer.status_code == 200, answer.content
    asked = Case.objects.get().occurred_at
    assert abs(asked - (timezone.now() - timedelta(minutes=50))) < timedelta(seconds=20)
    twin = send("/calls/report/", key="twin", **filled_report)
    assert (twin.status_code, Case.objects.get().number in twin.json()["now"]["what"]) == (409, True)


@pytest.fixture
def filled_report():
    return {
        "caller_phone": "13900000001", "channel": "grid", "area": "安埠社区 230110003001", "name": "李秀兰",
        "need": "outpatient", "severity": "routine", "control": "none", "description": "老人头晕",
    }  # fmt: skip
