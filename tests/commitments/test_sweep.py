"""The sweep fires what has passed: every rung, in order, once, to those who hold the post at that instant."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from portal.access.roles import Role
from portal.access.services import revoke
from portal.commitments.models import Escalation
from portal.commitments.sweep import sweep
from portal.commitments.terms import Step
from portal.notices.models import Notice
from tests.cast import CITY, COMMUNITY, DISTRICT

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def fired(commitment):
    return list(commitment.escalations.order_by("fired_at", "level").values_list("level", "to_post"))


def test_nothing_is_fired_before_its_time(promised):
    commitment = promised(due=30 * MINUTE, ago=29 * MINUTE)

    assert sweep().promises == 0
    assert fired(commitment) == []


def test_the_first_rung_is_fired_when_the_time_is_over(promised):
    commitment = promised(due=30 * MINUTE, ago=31 * MINUTE)

    assert sweep().escalations == 1
    commitment.refresh_from_db()
    assert fired(commitment) == [(1, "supervisor@230110")]
    assert commitment.level == 1
    assert commitment.broken_at == commitment.due_at
    assert commitment.next_due_at == commitment.due_at + 10 * MINUTE


def test_after_an_outage_every_passed_rung_is_fired_with_both_its_times(promised):
    """All was down for days: nothing is skipped, and each shows when it should have been fired and when it was."""
    commitment = promised(due=30 * MINUTE, ago=timedelta(days=3))

    sweep()
    first, second = commitment.escalations.order_by("level")
    assert fired(commitment) == [(1, "supervisor@230110"), (2, "supervisor@2301")]
    assert (first.due_at, second.due_at) == (commitment.due_at, commitment.due_at + 10 * MINUTE)
    assert first.fired_at == second.fired_at > second.due_at
    commitment.refresh_from_db()
    assert (commitment.level, commitment.next_due_at) == (2, None)


def test_a_second_sweep_finds_nothing(promised):
    promised(ago=timedelta(days=1))
    sweep()

    again = sweep()
    assert (again.promises, again.escalations) == (0, 0)


def test_a_promise_is_broken_at_its_due_time_though_the_first_rung_comes_later(promised):
    commitment = promised(due=30 * MINUTE, ago=31 * MINUTE, steps=[Step(10 * MINUTE, "supervisor", "district")])

    sweep()
    commitment.refresh_from_db()
    assert commitment.broken_at == commitment.due_at
    assert (commitment.level, fired(commitment)) == (0, [])
    assert commitment.next_due_at == commitment.due_at + 10 * MINUTE


def test_a_promise_without_rungs_still_breaks(promised):
    commitment = promised(due=30 * MINUTE, ago=31 * MINUTE, steps=[])

    sweep()
    commitment.refresh_from_db()
    assert commitment.broken_at == commitment.due_at
    assert commitment.next_due_at is None


def test_settled_promises_are_left_alone(promised):
    from portal.commitments import services

    commitment = promised(due=30 * MINUTE, ago=29 * MINUTE)
    services.keep(commitment.subject, [commitment.kind])

    assert sweep().promises == 0


def test_a_post_at_a_level_that_the_place_lacks_is_looked_for_further_up(promised):
    """The promise lies in a community without grids: what is meant for the grid goes to the community."""
    commitment = promised(ago=timedelta(hours=1), steps=[Step(0 * MINUTE, "grid", "grid")])

    sweep()
    assert fired(commitment) == [(1, f"grid@{COMMUNITY}")]


def test_those_who_hold_the_post_are_told(promised, supervisor, operator, city):
    commitment = promised(ago=timedelta(hours=1))

    sweep()
    district, at_city = commitment.escalations.order_by("level")
    assert (district.told, district.told_post) == ([supervisor.pk], f"supervisor@{DISTRICT}")
    assert (at_city.told, at_city.told_post) == ([city.pk], f"supervisor@{CITY}")


def test_a_vacant_post_is_passed_up_to_the_next_who_is_there(promised, city):
    """Nobody supervises the district tonight. The rule's post keeps its notice; the city hears of it as well."""
    commitment = promised(ago=31 * MINUTE)

    sweep()
    escalation = commitment.escalations.get()
    assert (escalation.to_post, escalation.told_post) == (f"supervisor@{DISTRICT}", f"supervisor@{CITY}")
    assert escalation.told == [city.pk]
    assert set(Notice.objects.values_list("to", flat=True)) == {escalation.to_post, escalation.told_post}


def test_who_was_told_is_kept_as_it_was(promised, supervisor, areas):
    commitment = promised(ago=31 * MINUTE)
    sweep()
    revoke(supervisor, Role.SUPERVISOR, areas[DISTRICT])

    assert commitment.escalations.get().told == [supervisor.pk]


def test_people_who_have_left_are_not_told(promised, supervisor):
    supervisor.is_active = False
    supervisor.save()
    commitment = promised(ago=31 * MINUTE)

    sweep()
    assert commitment.escalations.get().told == []


def test_each_rung_says_a_notice_of_codes_and_ids(promised, supervisor, city):
    commitment = promised(ago=timedelta(hours=1))

    sweep()
    notice = Notice.objects.get(to=f"supervisor@{DISTRICT}")
    assert (notice.kind, notice.level, notice.number) == ("commitment.escalated", 1, commitment.number)
    assert notice.params["kind"] == "case.judge"
    assert notice.cause == commitment.escalations.get(level=1).cause


def test_a_ladder_with_equal_rungs_fires_them_together(promised):
    commitment = promised(
        ago=31 * MINUTE,
        steps=[Step(0 * MINUTE, "supervisor", "district"), Step(0 * MINUTE, "supervisor", "city")],
    )

    sweep()
    assert [level for level, _ in fired(commitment)] == [1, 2]


def test_the_command_prints_what_it_did(promised):
    promised(ago=timedelta(hours=1))
    out = StringIO()

    call_command("sweep", "--json", stdout=out)
    result = json.loads(out.getvalue())
    assert (result["promises"], result["escalations"], result["faults"]) == (1, 2, [])
    call_command("sweep", stdout=out)
    assert Escalation.objects.count() == 2


def test_a_limit_leaves_the_rest_for_the_next(promised):
    for _ in range(3):
        promised(ago=timedelta(hours=1))

    assert sweep(limit=2).promises == 2
    assert sweep().promises == 1
