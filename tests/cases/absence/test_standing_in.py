"""A grid worker falls away: one act hands everything to another, both are told, and the way back is as short."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from cases.models import Absence, Case, Job, KeptThing
from cases.selectors.absences import handover_of
from cases.services.absences import begin_absence, end_absence
from cases.services.intake import receive
from cases.services.jobs import assign_job
from cases.services.things import take_thing
from portal.access.api import can, forget
from portal.access.roles import Role
from portal.access.services import grant
from portal.accounts.models import DutyShift
from portal.audit.models import Entry
from portal.lifecycle.errors import MoveRefused
from portal.notices.models import Notice
from tests.cases.telling import told
from tests.cast import COMMUNITY, DISTRICT

pytestmark = pytest.mark.django_db
OTHER = "230110003002"


@pytest.fixture
def next_grid(areas, person):
    """Grid worker of the community beside it."""
    return person("next_grid", Role.GRID, on=areas[OTHER])


@pytest.fixture
def third_grid(areas, person):
    """Grid worker of neither, in the same street."""
    return person("third_grid", Role.GRID, on=areas["230110003"])


@pytest.fixture
def errand(policy, operator, grid):
    """A job that the grid worker has signed for."""
    case = receive(told(), by=operator)
    return assign_job(case, kind="medicine_delivery", by=operator, assignee=grid)


@pytest.fixture
def card(errand, grid):
    return take_thing(errand.case.person, kind="insurance_card", by=grid)


def fell_ill(worker, substitute, by):
    absence = begin_absence(worker, substitute=substitute, reason="ill", by=by)
    forget(worker), forget(substitute)
    return absence


def is_back(absence, by):
    ended = end_absence(absence, by=by)
    forget(absence.worker), forget(absence.substitute)
    return ended


def sees(user, case):
    forget(user)
    return can(user, "case.view", case)


def test_everything_goes_to_the_substitute_and_comes_back(grid, next_grid, supervisor, errand, card, areas):
    shift = DutyShift.objects.create(
        area=areas[COMMUNITY], person=grid, phone="1", starts_at=timezone.now() + timedelta(hours=1),
        ends_at=timezone.now() + timedelta(hours=9),
    )  # fmt: skip
    absence = fell_ill(grid, next_grid, supervisor)
    assert sees(next_grid, errand.case)
    assert not sees(grid, errand.case)
    assert Job.objects.get(pk=errand.pk).assignee == next_grid
    assert KeptThing.objects.get().holder == next_grid
    assert DutyShift.objects.get(pk=shift.pk).person == next_grid
    is_back(absence, supervisor)
    assert sees(grid, errand.case)
    assert not sees(next_grid, errand.case)
    assert Job.objects.get(pk=errand.pk).assignee == grid
    assert KeptThing.objects.get().holder == grid
    assert DutyShift.objects.get(pk=shift.pk).person == grid


def test_both_are_told_and_each_piece_is_in_the_journal(grid, next_grid, supervisor, errand, card):
    absence = fell_ill(grid, next_grid, supervisor)
    told_to = set(Notice.objects.filter(subject_id=absence.pk).values_list("to", "kind"))
    assert told_to == {(f"user:{grid.pk}", "absence.begun"), (f"user:{next_grid.pk}", "absence.stand_in")}
    actions = set(Entry.objects.filter(by=supervisor).values_list("action", flat=True))
    assert {"absence.begin", "job.hand_over", "thing.hand_over", "access.grant", "access.revoke"} <= actions
    assert Entry.objects.get(action="job.hand_over").number == errand.number


def test_what_the_substitute_held_anyway_stays_with_them(grid, third_grid, supervisor, errand):
    grant(third_grid, Role.GRID, errand.area)
    is_back(fell_ill(grid, third_grid, supervisor), supervisor)
    assert sees(third_grid, errand.case)


def test_work_that_came_up_meanwhile_goes_to_the_worker_who_is_back(grid, next_grid, supervisor, operator, policy):
    absence = fell_ill(grid, next_grid, supervisor)
    case = receive(told(), by=operator)
    job = assign_job(case, kind="medicine_delivery", by=operator, assignee=next_grid)
    thing = take_thing(case.person, kind="medicine", by=next_grid)
    is_back(absence, supervisor)
    assert Job.objects.get(pk=job.pk).assignee == grid
    assert KeptThing.objects.get(pk=thing.pk).holder == grid


def test_what_was_done_meanwhile_is_not_undone(grid, next_grid, supervisor, errand, card):
    absence = fell_ill(grid, next_grid, supervisor)
    KeptThing.objects.update(returned_at=timezone.now(), returned_by=next_grid)
    is_back(absence, supervisor)
    assert KeptThing.objects.get().holder == next_grid


def test_a_substitute_who_falls_away_passes_it_on_and_the_first_gets_it_back(
    grid, next_grid, third_grid, supervisor, errand, card
):
    first = fell_ill(grid, next_grid, supervisor)
    second = fell_ill(next_grid, third_grid, supervisor)
    assert Job.objects.get(pk=errand.pk).assignee == third_grid
    is_back(first, supervisor)
    assert Job.objects.get(pk=errand.pk).assignee == grid
    assert KeptThing.objects.get().holder == grid
    second.refresh_from_db()
    assert second.posts == [OTHER]
    is_back(second, supervisor)
    assert sees(grid, errand.case)
    assert not sees(next_grid, errand.case)


def test_nobody_is_absent_twice_nor_stands_in_while_absent(grid, next_grid, third_grid, supervisor):
    absence = fell_ill(grid, next_grid, supervisor)
    for worker, substitute in [(grid, third_grid), (third_grid, grid), (next_grid, next_grid)]:
        with pytest.raises(MoveRefused):
            fell_ill(worker, substitute, supervisor)
    is_back(absence, supervisor)
    with pytest.raises(MoveRefused):
        is_back(absence, supervisor)


def test_whoever_has_the_place_below_them_may_and_nobody_else(client, grid, next_grid, operator, neighbour, supervisor):
    with pytest.raises(PermissionDenied):
        begin_absence(grid, substitute=next_grid, reason="ill", by=operator)
    assert not Absence.objects.exists()
    absence = fell_ill(grid, next_grid, supervisor)
    for user, status in [(operator, 403), (neighbour, 403), (grid, 403)]:
        client.force_login(user)
        assert client.post(reverse("cases:absence_end", args=[absence.pk])).status_code == status


def test_the_supervisor_sees_first_what_would_go(client, grid, next_grid, supervisor, errand, card):
    client.force_login(supervisor)
    said = {"worker": grid.pk, "substitute": next_grid.pk, "reason": "quarantined", "until": "", "note": ""}
    page = client.post(reverse("cases:absence_begin"), said)
    assert page.context["handover"].jobs == [errand]
    assert page.context["handover"].residents == 1
    assert not Absence.objects.exists()
    assert client.post(reverse("cases:absence_begin"), {**said, "confirmed": "1"}).status_code == 302
    absence = Absence.objects.get()
    assert (absence.posts, absence.jobs, absence.things) == ([COMMUNITY], [errand.pk], [card.pk])
    assert next_grid.username in client.get(reverse("cases:absences")).content.decode()
    client.post(reverse("cases:absence_end", args=[absence.pk]))
    assert handover_of(grid).jobs == [errand]


@pytest.mark.parametrize("field", ["worker", "substitute", "reason"])
def test_bad_input_is_named(client, grid, next_grid, supervisor, field):
    client.force_login(supervisor)
    said = {"worker": grid.pk, "substitute": next_grid.pk, "reason": "ill", field: "0"}
    page = client.post(reverse("cases:absence_begin"), said)
    assert page.status_code == 422
    assert field in page.context["form"].errors


def test_a_request_of_ones_own_goes_along(grid, next_grid, supervisor, errand):
    Case.objects.filter(pk=errand.case_id).update(owner=grid)
    fell_ill(grid, next_grid, supervisor)
    assert Case.objects.get(pk=errand.case_id).owner == next_grid


def test_people_of_another_district_are_not_offered(client, areas, person, grid, next_grid, supervisor):
    stranger = person("stranger", Role.GRID, on=areas["230103001001"])
    client.force_login(supervisor)
    form = client.get(reverse("cases:absence_begin")).context["form"]
    offered = {pk for pk, _label in form.fields["substitute"].choices}
    assert next_grid.pk in offered
    assert stranger.pk not in offered
    assert DISTRICT
