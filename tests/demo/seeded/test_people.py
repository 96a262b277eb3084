"""Residents are sealed, invented and always the same; staff log in and see what is theirs."""

from random import Random

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from cases.demo import staff
from cases.demo.residents import Registry
from cases.demo.seeding import HOME_WEIGHT, SEED, STAFFED_WEIGHT, is_seeded, seed
from cases.id_numbers import is_id_number
from cases.models import Case, Job, Person
from hospitals.models import Booking
from portal.access.api import visible
from portal.access.roles import Role
from portal.access.selectors import posts_of, roles_of
from portal.areas.models import Area
from portal.notices.models import Notice
from transport.models import GateLog, Trip

pytestmark = pytest.mark.slow
User = get_user_model()


def test_residents_are_nobody():
    for person in Person.objects.exclude(id_number_index=None):
        assert person.id_number.startswith("999999")
        assert is_id_number(person.id_number)
        assert person.phone.startswith("164")
        assert len(person.phone) == 11


def test_the_same_seed_gives_the_same_people(demo):
    homes = dict.fromkeys(_staffed(), STAFFED_WEIGHT) | {staff.HOME: HOME_WEIGHT}
    again = Registry(Random(SEED), today=timezone.localdate(demo.now), homes=homes).residents()
    everybody = Person.objects.exclude(id_number_index=None)
    assert {(one.name, one.id_number) for one in again} == {(p.name, p.id_number) for p in everybody}


def test_the_second_time_does_nothing():
    before = (Case.objects.count(), Person.objects.count(), User.objects.count())
    assert is_seeded()
    assert seed(say=lambda line: None, force=True) is False
    assert (Case.objects.count(), Person.objects.count(), User.objects.count()) == before


@pytest.mark.parametrize("name", staff.log_in_names())
def test_every_log_in_of_the_contract_works(client, name):
    answer = client.post(reverse("accounts:login"), {"username": name, "password": f"demo-{name}"})
    assert answer.status_code == 302
    assert int(client.session["_auth_user_id"]) == User.objects.get(username=name).pk


def test_nobody_else_can_log_in():
    others = User.objects.exclude(username__in=staff.log_in_names())
    assert others.count() > 100
    assert not any(user.has_usable_password() for user in others)


def test_roles_are_those_of_the_contract():
    held = {user.username: roles_of(user) for user in User.objects.filter(username__in=staff.log_in_names())}
    assert held["operator"] == held["neighbour"] == {Role.OPERATOR}
    assert held["supervisor"] == held["city"] == {Role.SUPERVISOR}
    for name in ("grid", "medic", "desk", "dispatcher", "driver", "gate", "auditor", "admin"):
        assert held[name] == {name}


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("operator", lambda user: visible(user, "case.view", Case.objects.open()).count() > 60),
        ("neighbour", lambda user: 0 < visible(user, "case.view", Case.objects.all()).count() < 20),
        ("grid", lambda user: visible(user, "job.view", open_jobs("grid")).exists()),
        ("medic", lambda user: visible(user, "job.view", open_jobs("medic")).exists()),
        ("desk", lambda user: visible(user, "booking.view", Booking.objects.filter(state="received")).exists()),
        ("dispatcher", lambda user: visible(user, "trip.view", Trip.objects.filter(state="waiting")).exists()),
        ("driver", lambda user: visible(user, "trip.view", Trip.objects.all()).exists()),
        ("gate", lambda user: visible(user, "gatelog.view", GateLog.objects.all()).exists()),
        ("supervisor", lambda user: inbox(user, "commitment.escalated") > 10),
        ("city", lambda user: inbox(user, "commitment.escalated") > 5),
        ("auditor", lambda user: visible(user, "case.view", Case.objects.all()).count() == Case.objects.count()),
        ("admin", lambda user: not visible(user, "case.view", Case.objects.all()).exists()),
    ],
)
def test_everybody_finds_work(name, sees):
    assert sees(User.objects.get(username=name))


def test_neighbours_see_nothing_of_each_other():
    neighbour = User.objects.get(username="neighbour")
    seen = visible(neighbour, "case.view", Case.objects.all())
    assert all(code.startswith("230103") for code in seen.values_list("area", flat=True))


def open_jobs(executor: str):
    return Job.objects.filter(executor=executor).exclude(state__in=("done", "declined", "cancelled"))


def inbox(user, kind: str) -> int:
    return Notice.objects.filter(to__in=posts_of(user), kind=kind).count()


def _staffed() -> list[str]:
    first: dict[str, str] = {}
    for code, street in Area.objects.filter(parent__parent="230110").order_by("code").values_list("code", "parent"):
        first.setdefault(street, code)
    return list(first.values())
