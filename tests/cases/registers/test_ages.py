"""Time moves people between groups, every night, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Person, RegisterEntry
from cases.registers.ages import birthday
from cases.services.ageing import move_by_age
from cases.services.registering import edit_entry
from portal.audit.models import Entry
from tests.cases.registers.entries import day, days_ago, entered, promise_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def standing():
    return sorted(RegisterEntry.objects.current().values_list("group", flat=True))


def test_a_newborn_of_28_days_is_a_child(grid):
    entry = entered(grid, "newborn", born=TODAY() - timedelta(days=28))
    entered(grid, "newborn", born=TODAY() - timedelta(days=27))
    assert move_by_age()["newborn"] == 1
    assert standing() == ["child", "newborn"]
    entry.refresh_from_db()
    child = RegisterEntry.objects.current().get(person=entry.person)
    assert (entry.end_reason, child.group, child.verified_at) == ("outgrown", "child", entry.verified_at)
    assert Person.objects.get(pk=entry.person_id).groups == ["child"]
    assert promise_of(child).due_at - promise_of(child).started_at == timedelta(days=30)
    assert Entry.objects.get(action="register.move").detail == {
        "group": "newborn",
        "ended_for": "outgrown",
        "to": "child",
    }


def test_a_child_leaves_on_the_fourteenth_birthday(grid):
    entered(grid, "child", born=birthday(TODAY(), -14))
    entered(grid, "child", born=birthday(TODAY() + timedelta(days=1), -14))
    assert move_by_age()["child"] == 1
    assert standing() == ["child"]


def test_who_has_given_birth_lies_in_for_six_weeks(grid):
    entry = entered(grid, "pregnant", due=day(-3), delivered=day(0))
    assert move_by_age()["pregnant"] == 1
    assert standing() == ["postpartum"]
    mother = RegisterEntry.objects.current().get()
    assert mother.plan == {"delivered": day(0)}
    assert move_by_age(today=TODAY() + timedelta(days=42))["postpartum"] == 1
    assert standing() == []
    assert Person.objects.get(pk=entry.person_id).groups == []


def test_the_day_of_birth_typed_in_moves_at_once(grid):
    entry = entered(grid, "pregnant", due=day(2))
    edit_entry(entry, values={"delivered": day(0)}, by=grid)
    assert standing() == ["postpartum"]


def test_a_date_that_has_passed_is_asked_about_once(grid):
    entry = entered(grid, "pregnant", due=day(-8))
    days_ago(3, entry)
    assert move_by_age()["asked"] == 1
    assert promise_of(entry).due_at - timezone.now() < timedelta(days=1, minutes=1)
    assert move_by_age()["asked"] == 0
    edit_entry(entry, values={}, by=grid)  # still waiting, says the resident
    assert move_by_age()["asked"] == 0


def test_a_second_run_changes_nothing(grid):
    entered(grid, "newborn", born=TODAY() - timedelta(days=40))
    entered(grid, "pregnant", due=day(-3), delivered=day(-50))
    move_by_age()
    before = list(RegisterEntry.objects.order_by("pk").values()), Entry.objects.count()
    assert set(move_by_age().values()) == {0}
    assert (list(RegisterEntry.objects.order_by("pk").values()), Entry.objects.count()) == before


def test_who_stands_as_a_child_already_is_not_entered_twice(grid):
    born = TODAY() - timedelta(days=30)
    newborn = entered(grid, "newborn", born=born)
    RegisterEntry.objects.create(person=newborn.person, group="child", area=newborn.area)
    move_by_age()
    assert standing() == ["child"]


def test_an_entry_without_a_promise_gets_one_from_its_last_look(grid):
    entry = entered(grid)
    other = RegisterEntry.objects.create(
        person=entry.person, group="elderly", area=entry.area, verified_at=timezone.now() - timedelta(days=40)
    )
    assert move_by_age()["promised"] == 1
    assert promise_of(other).due_at < timezone.now()
