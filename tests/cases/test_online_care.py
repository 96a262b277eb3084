"""线上诊疗 (H4, N5, N7): one tap from a request sends the caller to a clinic or a line, and all of it is kept."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from cases.lifecycle import CASE
from cases.models import Case, Job
from cases.selectors.online import online_care_for
from cases.services.sending import send_online
from hospitals.models import OnlineClinic
from portal.audit.models import Entry
from portal.commitments.models import Commitment
from portal.lifecycle.errors import Denied, InvalidInput
from portal.lifecycle.move import move
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic(areas):
    return OnlineClinic.objects.create(
        area=areas["2301"], name="互联网医院", url="https://a.example.org/", opens_24h=True
    )


@pytest.fixture
def line(areas):
    return OnlineClinic.objects.create(
        area=areas["2301"], name="心理热线", kind="psychological", phone="0451-12355", opens_24h=True
    )


@pytest.fixture
def youth_line(areas):
    return OnlineClinic.objects.create(
        area=areas["2301"], name="青少年热线", kind="youth", phone="0451-12356", opens_24h=True
    )


def test_one_tap_answers_judges_arranges_and_connects(policy, operator, clinic):
    case = request_of(operator, need="consultation")
    job = send_online(case, clinic=clinic, by=operator)
    case.refresh_from_db()
    assert (case.state, case.pathway) == ("under_way", "consultation")
    assert (job.kind, job.state, job.clinic, job.assignee) == ("consultation", "connected", clinic, operator)
    entry = Entry.objects.get(action="job.connect", number=case.number)
    assert (entry.by, entry.detail["clinic"]) == (operator, clinic.pk)


def test_the_clocks_are_the_pack_s(policy, operator, line):
    case = request_of(operator, need="psychological")
    job = send_online(case, clinic=line, by=operator)
    clocks = {row.kind: row for row in Commitment.objects.filter(number=case.number)}
    assert clocks["case.answer"].kept_at
    assert clocks["case.arrange"].kept_at
    assert clocks["case.finish"].due_at - clocks["case.finish"].started_at == timedelta(hours=1)
    assert Commitment.objects.open().filter(subject_id=job.pk, kind="job.done").exists(), (
        "somebody must ask how it went"
    )


def test_sent_elsewhere_when_the_first_does_not_answer(policy, operator, line, youth_line):
    case = request_of(operator, need="psychological")
    send_online(case, clinic=line, by=operator)
    job = send_online(Case.objects.get(pk=case.pk), clinic=youth_line, by=operator)
    assert (job.state, job.clinic) == ("connected", youth_line)
    assert Job.objects.filter(case=case).count() == 1


def test_the_team_goes_on_from_its_own_list(client, policy, operator, medic, clinic):
    case = request_of(operator, need="consultation")
    case = move(CASE, case, "answer", by=operator, data={"channel": "phone"})
    case = move(CASE, move(CASE, case, "judge", by=operator, data={}), "arrange", by=operator, data={})
    client.force_login(medic)
    page = client.get("/work/")
    assert page.status_code == 200
    assert f"/jobs/{case.jobs.get().pk}/move/send_elsewhere/" in page.content.decode()


def test_what_policy_would_meet_otherwise_is_judged_by_a_person_first(policy, operator, clinic):
    case = request_of(operator, need="outpatient", control="sealed")
    with pytest.raises(InvalidInput):
        send_online(case, clinic=clinic, by=operator)
    case.refresh_from_db()
    assert case.state == "received", "nothing of it was written"


def test_who_may_not_arrange_may_not_send(policy, operator, grid, neighbour, clinic):
    case = request_of(operator, need="consultation")
    for stranger in (grid, neighbour):
        with pytest.raises(Denied):
            send_online(case, clinic=clinic, by=stranger)


def test_the_young_are_offered_their_line_first_and_others_not_at_all(policy, operator, line, youth_line):
    young = request_of(operator, need="psychological", birth_date=timezone.localdate() - timedelta(days=15 * 365))
    assert online_care_for(young) == [youth_line, line]
    grown = request_of(operator, need="psychological", name="王大山", phone="19900000002")
    assert online_care_for(grown) == [line]


def test_a_cloud_clinic_comes_first_for_an_abnormal_code(policy, operator, clinic, areas):
    cloud = OnlineClinic.objects.create(area=areas["2301"], name="云门诊", kind="cloud", phone="0451-1", opens_24h=True)
    yellow = request_of(operator, need="consultation", control="abnormal_code")
    assert online_care_for(yellow)[0] == cloud


def test_what_is_closed_comes_last(policy, operator, clinic, areas):
    now = timezone.localtime()
    hours = {"opens_at": time((now.hour + 2) % 24), "closes_at": time((now.hour + 3) % 24)}
    closed = OnlineClinic.objects.create(area=areas["230110"], name="A 门诊", phone="0451-1", **hours)
    offered = online_care_for(request_of(operator, need="consultation"))
    assert [(one, one.open_now) for one in offered] == [(clinic, True), (closed, False)]


def test_nothing_is_offered_once_the_talk_is_over(policy, operator, clinic):
    case = request_of(operator, need="consultation")
    case = move(CASE, case, "answer", by=operator, data={"channel": "phone"})
    case = move(CASE, case, "judge", by=operator, data={})
    case = move(CASE, case, "finish", by=operator, data={"outcome": "advised"})
    assert online_care_for(case) == []


def test_the_page_offers_it_and_a_tap_does_it(client, policy, operator, clinic):
    case = request_of(operator, need="consultation")
    client.force_login(operator)
    assert f"/cases/{case.number}/online/{clinic.pk}/" in client.get(f"/cases/{case.number}/").content.decode()
    assert clinic.name in client.get(f"/cases/{case.number}/online/", headers={"hx-request": "true"}).content.decode()
    answer = client.post(f"/cases/{case.number}/online/{clinic.pk}/", headers={"hx-request": "true"})
    assert answer.status_code == 204
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert clinic.url in page


def test_the_page_keeps_others_out(client, policy, operator, neighbour, grid, clinic):
    case = request_of(operator, need="consultation")
    for stranger, status in ((neighbour, 404), (grid, 403)):
        client.force_login(stranger)
        assert client.post(f"/cases/{case.number}/online/{clinic.pk}/").status_code == status


def test_over_http(client, policy, operator, clinic):
    case = request_of(operator, need="consultation")
    client.force_login(operator)
    address = f"/api/v1/cases/{case.number}/online/"
    assert [row["id"] for row in client.get(address).json()] == [clinic.pk]
    assert client.post(address, {"clinic": 0}, content_type="application/json").status_code == 404
    assert client.post(address, {}, content_type="application/json").status_code == 400
    sent = client.post(address, {"clinic": clinic.pk}, content_type="application/json").json()
    assert (sent["state"], sent["clinic"]) == ("connected", clinic.pk)
