"""督办: supervisors see what was late, why and who was told; they take note, take over and urge."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from portal.audit.models import Entry
from portal.commitments.models import Escalation, Segment
from portal.commitments.services import urge
from portal.commitments.sweep import sweep
from portal.notices.models import Notice
from portal.notices.selectors import unread
from portal.notices.services import mark_read
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(policy, operator, supervisor, city) -> Case:
    """A request that nobody answered for three hours: its ladder has been climbed."""
    case = request_of(operator, occurred_at=timezone.now() - timedelta(hours=3))
    sweep()
    return case


def first_escalation(case) -> Escalation:
    return Escalation.objects.filter(commitment__number=case.number, commitment__kind="case.answer").earliest("level")


def test_the_list_shows_what_nobody_has_noted(client, late, supervisor):
    client.force_login(supervisor)
    page = client.get(reverse("cases:escalations"))
    assert page.status_code == 200
    assert late.number in page.content.decode()


def test_another_districts_supervisor_sees_nothing_of_it(client, late, person, areas):
    client.force_login(person("nangang", "supervisor", on=areas["230103"]))
    assert late.number not in client.get(reverse("cases:escalations")).content.decode()
    assert client.get(reverse("cases:escalation", args=[first_escalation(late).pk])).status_code == 404


def test_the_page_of_one_explains_rule_clock_and_who_was_told(client, late, supervisor):
    client.force_login(supervisor)
    escalation = first_escalation(late)
    text = client.get(reverse("cases:escalation", args=[escalation.pk])).content.decode()
    assert escalation.commitment.ladder.pack in text
    assert escalation.commitment.ladder.cite in text
    assert str(supervisor) in text


def test_every_rung_stands_on_it_with_the_rule_and_what_the_clock_did(client, late, supervisor, operator):
    """What a complaint asks for: when which post was told, by which channel, who read it and who pressed for it."""
    first, *others = Escalation.objects.filter(commitment__number=late.number, commitment__kind="case.answer").order_by(
        "level"
    )
    assert others, "this request has climbed more than one rung"
    mark_read(list(unread(supervisor)), by=supervisor)
    urge(first.commitment, by=supervisor, note="请立即联系")
    client.force_login(supervisor)
    page = client.get(reverse("cases:escalation", args=[first.pk]), headers={"accept-language": "zh-hans"})
    told = page.context["told"]
    assert [rung.escalation for rung in told.rungs] == [first, *others]
    assert [step.level for step in told.steps][: len(told.rungs)] == [rung.escalation.level for rung in told.rungs]
    assert all(rung.told for rung in told.rungs[:1])
    text = page.content.decode()
    assert text.count('class="rung') >= 1 + len(others)
    assert "请立即联系" in text
    assert told.rungs[0].told[0].read_at is not None


def test_a_pause_is_told_with_its_length(client, policy, operator, supervisor):
    case = request_of(operator, occurred_at=timezone.now() - timedelta(hours=3))
    sweep()
    escalation = first_escalation(case)
    running = escalation.commitment.segments.get()
    began, ended = running.started_at + timedelta(minutes=1), running.started_at + timedelta(minutes=8)
    Segment.objects.filter(pk=running.pk).update(ended_at=began)
    Segment.objects.create(commitment=escalation.commitment, kind="paused", started_at=began, ended_at=ended)
    client.force_login(supervisor)
    told = client.get(reverse("cases:escalation", args=[escalation.pk])).context["told"]
    assert told.paused_for == timedelta(minutes=7)


def test_taking_note_says_who_and_when_and_only_once(client, late, supervisor, city):
    escalation = first_escalation(late)
    for who in (supervisor, city):
        client.force_login(who)
        client.post(reverse("cases:acknowledge", args=[escalation.pk]))
    escalation.refresh_from_db()
    assert escalation.acknowledged_by == supervisor


def test_an_operator_may_look_but_not_take_note(client, late, operator):
    client.force_login(operator)
    escalation = first_escalation(late)
    assert client.get(reverse("cases:escalation", args=[escalation.pk])).status_code == 200
    assert client.post(reverse("cases:acknowledge", args=[escalation.pk])).status_code == 403


def test_taking_over_makes_the_supervisor_the_owner_and_tells_the_former(client, late, operator, supervisor):
    Case.objects.filter(pk=late.pk).update(owner=operator)
    client.force_login(supervisor)
    client.post(reverse("cases:take_over", args=[late.number]))
    late.refresh_from_db()
    assert late.owner == supervisor
    assert Notice.objects.filter(to=f"user:{operator.pk}", kind="case.taken_over").exists()
    assert Entry.objects.filter(action="case.take_over", by=supervisor).exists()


def test_urging_tells_whoever_has_it(client, late, supervisor):
    client.force_login(supervisor)
    assert client.get(reverse("cases:urge", args=[late.number])).status_code == 200
    client.post(reverse("cases:urge", args=[late.number]), {"note": "请立即联系"})
    assert Notice.objects.filter(to="operator@230110", kind="commitment.urged").exists()


def test_the_list_costs_the_same_however_long(client, policy, operator, supervisor, django_assert_max_num_queries):
    for number in range(6):
        request_of(operator, name=f"居民{number}", occurred_at=timezone.now() - timedelta(hours=3))
    sweep()
    client.force_login(supervisor)
    client.get(reverse("cases:escalations"))
    with django_assert_max_num_queries(30):
        client.get(reverse("cases:escalations"))


def test_both_stand_beside_the_request_for_supervisors_only(client, late, supervisor, operator):
    for who, seen in ((supervisor, True), (operator, False)):
        client.force_login(who)
        page = client.get(reverse("cases:case", args=[late.number])).content.decode()
        assert (reverse("cases:urge", args=[late.number]) in page) is seen
