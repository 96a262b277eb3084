"""The squad that is suggested (H3): on duty, with the skill, soonest at the door; the load is shared."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from cases.lifecycle import CASE
from cases.selectors.squads import squad_choices
from hospitals.models import Squad, SquadShift
from portal.lifecycle.errors import InvalidInput, WrongState
from portal.lifecycle.move import move
from portal.notices.models import Notice
from tests.cases.squads.conftest import go, on_duty

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def names(choices):
    return [choice.squad.name for choice in choices if not choice.excluded]


def why_not(case, squad):
    return next(choice.why_not for choice in squad_choices(case) if choice.squad == squad)


def test_one_on_duty_with_the_skill_is_suggested_with_reasons(wants_a_visit, first):
    (choice,) = squad_choices(wants_a_visit())
    assert (choice.squad, choice.rank, choice.excluded) == (first, 1, False)
    assert len(choice.reasons) >= 3


def test_nobody_on_duty_is_not_suggested_and_says_why(wants_a_visit, first):
    SquadShift.objects.update(ends_at=timezone.now() - timedelta(minutes=1))
    assert "nobody" in why_not(wants_a_visit(), first)


def test_without_the_skill_it_is_not_suggested(wants_a_visit, first):
    case = wants_a_visit(need="consultation", groups=["pregnant"], severity="urgent")
    assert "obstetrics" in why_not(case, first)


def test_a_squad_of_another_district_is_not_in_question_unless_it_serves_here(wants_a_visit, first, areas):
    other = Squad.objects.create(area=areas["230103"], name="南岗队")
    on_duty(other, skill="critical_care")
    case = wants_a_visit()
    assert names(squad_choices(case)) == ["香坊一队"]
    other.serves.add(areas["230110"])
    assert set(names(squad_choices(case))) == {"香坊一队", "南岗队"}


def test_a_squad_of_the_city_serves_every_district(wants_a_visit, areas):
    whole_city = Squad.objects.create(area=areas["2301"], name="市队")
    on_duty(whole_city, skill="critical_care")
    assert names(squad_choices(wants_a_visit())) == ["市队"]


def test_the_nearer_base_goes_first(wants_a_visit, first, second, hospital):
    areas = [first.area, first.area.parent]
    for area in areas:
        area.latitude, area.longitude = 45.71, 126.68
        area.save()
    hospital.latitude, hospital.longitude = 45.80, 126.50
    hospital.save()
    first.base = hospital
    first.save()
    assert names(squad_choices(wants_a_visit())) == ["香坊二队", "香坊一队"]


def test_who_has_visits_waits_behind_who_has_none(wants_a_visit, visit_of, first, second):
    visit_of(first)
    choices = squad_choices(wants_a_visit())
    assert [(choice.squad, choice.visits) for choice in choices] == [(second, 0), (first, 1)]
    assert choices[1].free_at > timezone.now() + timedelta(minutes=30)


def test_arranging_gives_the_visit_to_the_first_suggested_and_tells_its_members(visit_of, first, expert, medic):
    job = visit_of()
    assert job.squad == first
    assert Notice.objects.filter(kind="job.assigned", to=f"user:{expert.pk}", number=job.number).exists()
    assert not Notice.objects.filter(kind="job.assigned", to=f"medic@{job.area_id}").exists()


def test_where_no_squad_fits_the_place_s_medical_team_is_told(visit_of):
    job = visit_of()
    assert job.squad is None
    assert Notice.objects.filter(kind="job.assigned", to=f"medic@{job.area_id}").exists()


def test_another_than_those_suggested_needs_a_reason(wants_a_visit, operator, first, second):
    SquadShift.objects.filter(member__squad=second).delete()
    case = wants_a_visit()
    with pytest.raises(InvalidInput) as refused:
        move(CASE, case, "arrange", by=operator, data={"squad": second.pk})
    assert "squad" in refused.value.fields
    job = move(CASE, case, "arrange", by=operator, data={"squad": second.pk, "note": "刚下班，就在楼下"}).jobs.get()
    assert job.squad == second


def test_suggesting_costs_the_same_however_many_squads(wants_a_visit, first, django_assert_max_num_queries, areas):
    for number in range(5):
        on_duty(Squad.objects.create(area=areas["230110"], name=f"队{number}"), skill="critical_care")
    case = wants_a_visit()
    with django_assert_max_num_queries(6):
        squad_choices(case)


def test_the_dialog_shows_them_in_order_with_reasons(client, operator, wants_a_visit, visit_of, first, second):
    visit_of(first)
    case = wants_a_visit()
    client.force_login(operator)
    page = client.get(f"/cases/{case.number}/move/arrange/", headers={"hx-request": "true"}).content.decode()
    assert page.index("香坊二队") < page.index("香坊一队")


def test_the_api_suggests(client, operator, neighbour, wants_a_visit, first):
    case = wants_a_visit()
    client.force_login(operator)
    (choice,) = client.get("/api/v1/squads/suggest/", {"case": case.number}).json()
    assert choice["squad"]["name"] == "香坊一队"
    assert choice["rank"] == 1
    client.force_login(neighbour)
    assert client.get("/api/v1/squads/suggest/", {"case": case.number}).status_code == 404


def test_another_squad_can_be_sent_while_none_is_at_the_door(visit_of, operator, first, second, expert):
    job = go(visit_of(first), "accept", "depart", by=expert)
    job = go(job, "send_squad", by=operator, squad=second.pk)
    assert (job.state, job.squad, job.assignee) == ("assigned", second, None)
    job = go(job, "accept", "depart", "arrive", by=operator)
    assert job.visit.squad == second
    with pytest.raises(WrongState):
        go(job, "send_squad", by=operator, squad=first.pk)
