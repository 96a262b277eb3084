"""Keeping squads (H3): members sealed, hours that cannot overlap, by supervisors and administrators alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from hospitals.models import Squad, SquadMember, SquadShift
from hospitals.selectors.squads import crews_at, squads_near
from hospitals.services.squads import put_on_duty
from portal.audit.models import Entry
from portal.lifecycle.impossible import Impossible

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def squad(areas):
    return Squad.objects.create(area=areas["230110"], name="香坊一队", phone="0451-5550101")


@pytest.fixture
def member(squad):
    return SquadMember.objects.create(squad=squad, name="韩冰洁", phone="13900001111", role="leader", skill="surgery")


def hours(start: int, end: int) -> dict:
    return {"starts_at": NOW + timedelta(hours=start), "ends_at": NOW + timedelta(hours=end)}


def test_names_and_numbers_are_sealed(member):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM hospitals_squadmember")
        name, phone = (bytes(value) for value in cursor.fetchone())
    assert "韩冰洁".encode() not in name
    assert b"13900001111" not in phone


def test_the_database_refuses_two_shifts_of_one_member_at_once(member, supervisor):
    put_on_duty(member, **hours(0, 8), by=supervisor)
    with pytest.raises(Impossible) as refused:
        put_on_duty(member, **hours(7, 12), by=supervisor)
    assert refused.value.constraint == "squad_shift_once"
    put_on_duty(member, **hours(8, 12), by=supervisor)


def test_days_in_a_row_are_written_all_or_none(member, supervisor):
    put_on_duty(member, **hours(48, 52), by=supervisor)
    with pytest.raises(Impossible):
        put_on_duty(member, **hours(0, 8), repeat_days=4, by=supervisor)
    assert SquadShift.objects.count() == 1
    assert len(put_on_duty(member, **hours(0, 8), repeat_days=2, by=supervisor)) == 2


@pytest.mark.django_db(transaction=True)
def test_keepers_at_once_put_one_on_duty_once_and_none_waits_for_another_s_row(member, supervisor, at_once):
    results = at_once(*[lambda: put_on_duty(member, **hours(0, 8), repeat_days=7, by=supervisor)] * 4)
    assert sorted(type(result).__name__ for result in results) == ["Impossible"] * 3 + ["list"]


def test_who_is_on_duty(squad, member, supervisor):
    put_on_duty(member, **hours(-1, 1), by=supervisor)
    assert crews_at([squad], NOW)[squad.pk].members == [member]
    assert crews_at([squad], NOW + timedelta(hours=2))[squad.pk].members == []
    assert crews_at([squad], NOW + timedelta(hours=2))[squad.pk].has_members


def test_squads_near_a_place_serve_it_in_whole_or_in_part(areas, squad):
    city = Squad.objects.create(area=areas["2301"], name="市队")
    elsewhere = Squad.objects.create(area=areas["230103"], name="南岗队")
    assert set(squads_near(["230110003001"])) == {squad, city}
    assert set(squads_near(["2301"])) == {squad, city, elsewhere}
    elsewhere.serves.add(areas["230110"])
    assert set(squads_near(["230110"])) == {squad, city, elsewhere}


def test_a_supervisor_forms_one_names_a_member_and_puts_them_on_duty(client, supervisor, areas):
    client.force_login(supervisor)
    client.post("/squads/new/", {"name": "香坊二队", "area": "230110", "skills": ["surgery"], "is_active": "on"})
    squad = Squad.objects.get(name="香坊二队")
    said = {"name": "韩冰洁", "phone": "139 0000 1111", "role": "leader", "skill": "surgery", "is_active": "on"}
    client.post(f"/squads/{squad.pk}/members/new/", said)
    member = squad.members.get()
    when = {name: timezone.localtime(at).strftime("%Y-%m-%dT%H:%M") for name, at in hours(0, 8).items()}
    client.post(f"/squads/{squad.pk}/duty/", {"member": member.pk, **when, "repeat_days": 3})
    assert member.shifts.count() == 3
    page = client.get(f"/squads/{squad.pk}/").content.decode()
    assert "韩冰洁" in page
    again = client.post(f"/squads/{squad.pk}/duty/", {"member": member.pk, **when})
    assert again.status_code == 422
    assert when["starts_at"] in again.content.decode(), "nothing typed is lost"
    client.post(f"/squads/duty/{member.shifts.first().pk}/remove/")
    assert member.shifts.count() == 2
    told = {entry.action: entry for entry in Entry.objects.filter(action__startswith="squad.")}
    assert set(told) == {"squad.add", "squad.member_add", "squad.duty_add", "squad.duty_remove"}
    assert "韩冰洁" not in str([entry.detail for entry in told.values()])


def test_wrong_input_names_the_field_and_loses_nothing(client, supervisor, squad):
    client.force_login(supervisor)
    answer = client.post(f"/squads/{squad.pk}/members/new/", {"name": "韩冰洁", "phone": "打给前台", "role": "leader"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "韩冰洁" in page
    assert "打给前台" in page
    twice = client.post("/squads/new/", {"name": squad.name, "area": "230110"})
    assert twice.status_code == 422


def test_one_log_in_goes_with_one_squad(client, supervisor, squad, member, areas, person):
    user = person("expert", area=areas["230110"])
    SquadMember.objects.filter(pk=member.pk).update(user=user)
    client.force_login(supervisor)
    said = {"name": "别人", "role": "nurse", "skill": "nursing", "is_active": "on", "user": user.pk}
    assert client.post(f"/squads/{squad.pk}/members/new/", said).status_code == 422


def test_everybody_else_is_kept_out(client, squad, member, operator, medic, grid, neighbour, auditor):
    addresses = ["/squads/kept/", f"/squads/{squad.pk}/", f"/squads/members/{member.pk}/", f"/squads/{squad.pk}/duty/"]
    for user in (operator, medic, grid, neighbour, auditor):
        client.force_login(user)
        assert {client.get(address).status_code for address in addresses} == {403}, user


def test_the_supervisor_of_another_district_does_not_find_it(client, squad, areas, person):
    client.force_login(person("far", "supervisor", on=areas["230103"]))
    assert client.get(f"/squads/{squad.pk}/").status_code == 404


def test_over_http(client, supervisor, operator, areas):
    client.force_login(supervisor)
    post = {"content_type": "application/json"}
    said = {"name": "香坊三队", "area": "230110", "skills": ["surgery"], "serves": ["230110"]}
    made = client.post("/api/v1/squads/", said, **post)
    assert made.status_code == 201, made.content
    base = f"/api/v1/squads/{made.json()['id']}/"
    changed = client.patch(base, {"phone": "0451-5550103"}, **post).json()
    assert (changed["phone"], changed["skills"], changed["serves"]) == ("0451-5550103", ["surgery"], ["230110"])
    member = client.post(f"{base}members/", {"name": "韩冰洁", "role": "nurse", "skill": "nursing"}, **post).json()
    assert "韩冰洁" not in str(client.get(f"{base}members/").json())
    when = {"member": member["id"], **{name: at.isoformat() for name, at in hours(0, 8).items()}}
    (shift,) = client.post(f"{base}shifts/", when, **post).json()
    assert client.post(f"{base}shifts/", when, **post).status_code == 409
    client.force_login(operator)
    (row,) = client.get("/api/v1/squads/").json()["results"]
    assert row["on_duty"] == [{"role": "nurse", "skill": "nursing"}]
    assert client.patch(base, {"phone": ""}, **post).status_code == 403
    client.force_login(supervisor)
    assert client.delete(f"/api/v1/squad-shifts/{shift['id']}/").status_code == 204
