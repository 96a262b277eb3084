"""核实: every entry is promised to be looked at again, as often as its group needs; the community hears first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import RegisterEntry
from cases.selectors.freshness import verifications_due, with_due
from cases.selectors.registers import Narrowing, register_entries
from cases.services.ending import end_entry
from cases.services.freshness import promise_verification, renew_verification
from cases.services.registering import edit_entry
from cases.services.verifying import verify_entries, verify_entry
from portal.access.roles import Role
from portal.commitments.models import Commitment, Escalation
from portal.commitments.sweep import sweep
from portal.notices.models import Notice
from tests.cases.registers.entries import days_ago, entered, promise_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("group", "days"), [("dialysis", 7), ("pregnant", 7), ("critical", 3), ("elderly", 30)])
def test_how_often_is_the_pack_s_by_group(grid, group, days):
    promise = promise_of(entered(grid, group))
    assert promise.due_at - promise.started_at == timedelta(days=days)
    assert (promise.ladder.pack, promise.area_id) == ("national-2022-03", "230110003001")


def test_a_look_keeps_the_promise_and_starts_the_next(grid):
    entry = entered(grid)
    days_ago(5, entry)
    verify_entry(entry, by=grid)
    kept, running = Commitment.objects.filter(subject_id=entry.pk).order_by("cycle")
    assert kept.kept_at is not None
    assert running.due_at - timezone.now() > timedelta(days=6)


def test_an_edit_is_a_look_too_and_says_that_something_changed(grid):
    entry = entered(grid, shift=2)
    days_ago(5, entry)
    assert edit_entry(entry, values={"shift": 3}, by=grid) == ["shift"]
    entry.refresh_from_db()
    assert entry.last_look_changed_it is True
    verify_entry(entry, by=grid)
    entry.refresh_from_db()
    assert entry.last_look_changed_it is False
    assert Commitment.objects.filter(subject_id=entry.pk).count() == 3


def test_a_look_without_signal_counts_from_when_it_was(grid):
    entry = entered(grid)
    days_ago(5, entry)
    at = timezone.now() - timedelta(hours=3)
    verify_entry(entry, by=grid, happened_at=at)
    assert promise_of(entry).started_at == at


def test_late_is_told_to_the_community_then_to_the_street(grid, areas, person):
    street = person("street", Role.SUPERVISOR, on=areas["230110003"])
    entry = entered(grid)
    days_ago(7.1, entry)
    sweep()
    assert [(row.to_post, row.told) for row in Escalation.objects.all()] == [("grid@230110003001", [grid.pk])]
    days_ago(1, entry)
    Commitment.objects.filter(subject_id=entry.pk).update(next_due_at=timezone.now() - timedelta(minutes=1))
    sweep()
    last = Escalation.objects.latest("level")
    assert (last.to_post, last.told) == ("supervisor@230110003", [street.pk])
    assert promise_of(entry).next_due_at is None  # the ladder ends with the street


def test_many_late_ones_are_one_notice_a_day_and_one_escalation_each(grid):
    entries = [entered(grid) for _ in range(4)]
    days_ago(7.1, *entries[:3])
    sweep()
    days_ago(7.1, entries[3])
    sweep()
    assert Escalation.objects.count() == 4
    notice = Notice.objects.get(kind="commitment.overdue_together")
    assert (notice.to, notice.number) == ("grid@230110003001", "230110003001")
    assert {row.cause for row in Escalation.objects.select_related("commitment")} == {notice.cause}


def test_a_late_look_does_not_erase_that_it_was_late(grid):
    entry = entered(grid)
    days_ago(8, entry)
    verify_entry(entry, by=grid)
    assert Commitment.objects.get(subject_id=entry.pk, cycle=1).broken_at is not None


def test_many_promises_are_a_fixed_number_of_statements(grid):
    entries = [entered(grid) for _ in range(6)]

    def statements(some):
        with CaptureQueriesContext(connection) as asked:
            renew_verification(some, by=grid)
        return len(asked)

    assert statements(entries) == statements(entries[:1])
    assert promise_verification(entries) == 0  # they run already


def test_a_whole_building_is_one_act(grid):
    entries = [entered(grid) for _ in range(3)]
    days_ago(8, *entries)
    assert verifications_due(grid).count() == 3
    assert verify_entries(entries, by=grid) == 3
    assert not verifications_due(grid).exists()


def test_what_is_due_stands_first_and_stale_is_not_unchanged(grid):
    late, today, calm = entered(grid), entered(grid), entered(grid)
    days_ago(8, late)
    Commitment.objects.filter(subject_id=today.pk).update(due_at=timezone.now() + timedelta(minutes=5))
    verify_entry(calm, by=grid)

    def narrowed(fresh):
        return [entry.pk for entry in register_entries(grid, Narrowing(fresh=fresh))]

    assert narrowed("") == [late.pk, today.pk, calm.pk]
    assert narrowed("stale") == [late.pk]
    assert narrowed("in_time") == [today.pk, calm.pk]
    assert narrowed("changed") == [late.pk, today.pk]
    assert narrowed("unchanged") == [calm.pk]


def test_the_list_says_what_the_promise_says(grid):
    entry = entered(grid)
    assert with_due(RegisterEntry.objects.all()).get().due_at == promise_of(entry).due_at


def test_an_ended_entry_is_waited_for_no_more(grid):
    entry = entered(grid)
    end_entry(entry, reason="recovered", by=grid)
    assert not Commitment.objects.open().filter(subject_id=entry.pk).exists()
    assert not register_entries(grid).exists()
    assert register_entries(grid, Narrowing(fresh="ended")).count() == 1
    assert verify_entries([entry], by=grid) == 0
