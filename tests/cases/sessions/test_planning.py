"""For residents under control each session is planned before anybody calls, once, and with its promises."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from cases.control.lifecycle import CONTROL
from cases.models import ClosedDay, DayChange, Person, PlannedSession
from cases.policies.services import activate
from cases.services.control import draft_act
from cases.services.planning import AHEAD, plan_sessions
from cases.services.treating import settle_passed_sessions
from portal.commitments.models import Commitment
from portal.commitments.sweep import sweep
from portal.lifecycle.move import move


def at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_current_timezone())


def promise(session, kind):
    return Commitment.objects.get(subject_id=session.pk, kind=kind, released_at=None)


def test_only_residents_under_control_are_planned_for(policy, entered):
    sealed, free = entered(), entered(control="none")
    plan_sessions()
    assert PlannedSession.objects.filter(entry=sealed).count() >= AHEAD.days
    assert not PlannedSession.objects.filter(entry=free).exists()


def test_planning_again_changes_nothing(policy, entered):
    entered()
    assert plan_sessions().new >= AHEAD.days
    again = plan_sessions()
    assert (again.new, again.changed, again.withdrawn) == (0, 0, 0)
    assert Commitment.objects.filter(subject_kind="session").count() == 2 * PlannedSession.objects.count()


@pytest.mark.django_db(transaction=True)
def test_two_planners_at_once_plan_once(policy, entered, at_once):
    entered()
    told = at_once(plan_sessions, plan_sessions)
    assert sorted(one.new > 0 for one in told) == [False, True]


def test_arranging_is_due_the_evening_before(planned, tomorrow):
    session = planned()
    evening = at(tomorrow - timedelta(days=1), 18)
    due, now = promise(session, "session.arrange").due_at, timezone.now()
    # Learnt of after five in the evening: an hour from then.
    assert due == evening if now < evening - timedelta(hours=1) else due <= now + timedelta(hours=1)


def test_being_there_is_due_soon_after_it_begins(planned, tomorrow):
    assert promise(planned(), "session.attend").due_at == at(tomorrow, 12, 30)  # the second shift begins at 11:30


def test_when_control_ends_what_nobody_listed_is_not_needed(planned):
    session = planned()
    Person.objects.update(control="none")
    plan_sessions()
    session.refresh_from_db()
    assert session.state == "withdrawn"
    assert not Commitment.objects.open().filter(subject_id=session.pk).exists()
    Person.objects.update(control="sealed")
    plan_sessions()
    session.refresh_from_db()
    assert session.state == "planned"
    assert Commitment.objects.open().filter(subject_id=session.pk).count() == 2


def test_a_new_shift_in_the_register_moves_the_session_and_its_promises(planned, tomorrow):
    session = planned()
    session.entry.plan = {**session.entry.plan, "shift": 3}
    session.entry.save()
    plan_sessions()
    session.refresh_from_db()
    assert (session.shift, session.starts_at) == (3, at(tomorrow, 16))
    assert promise(session, "session.attend").due_at == at(tomorrow, 17)


def test_a_closed_day_moves_it_or_is_told(planned, tomorrow, centre, operator):
    session = planned()
    told = {"area": centre.area, "hospital": centre, "on": tomorrow, "groups": ["dialysis"], "name": "设备检修"}
    closed = ClosedDay.objects.create(**told)
    plan_sessions()
    session.refresh_from_db()
    assert (session.on, session.is_closed_day) == (tomorrow, True)
    closed.instead = tomorrow + timedelta(days=1)
    closed.save()
    plan_sessions()
    session.refresh_from_db()
    assert (session.on, session.is_closed_day) == (closed.instead, False)


def test_a_change_for_a_day_is_planned(policy, entered, tomorrow, operator):
    entry = entered()
    DayChange.objects.create(entry=entry, origin=tomorrow, kind="skipped", by=operator, reason="in_hospital")
    plan_sessions()
    assert not PlannedSession.objects.filter(entry=entry, on=tomorrow).exists()


def test_a_session_that_passes_without_transport_is_a_breach_of_its_own(planned, tomorrow):
    session = planned()
    Commitment.objects.filter(subject_id=session.pk).update(
        started_at=timezone.now() - timedelta(days=2),
        due_at=timezone.now() - timedelta(hours=1),
        next_due_at=timezone.now() - timedelta(hours=1),
    )
    sweep()
    broken = Commitment.objects.filter(subject_id=session.pk, broken_at__isnull=False)
    assert {one.kind for one in broken} == {"session.arrange", "session.attend"}
    assert broken.get(kind="session.attend").escalations.filter(to_role="supervisor").exists()
    assert settle_passed_sessions(now=at(tomorrow + timedelta(days=1), 1)) >= 1
    session.refresh_from_db()
    assert session.state == "missed"
    assert not Commitment.objects.open().filter(subject_id=session.pk).exists()
    assert Commitment.objects.get(subject_id=session.pk, kind="session.attend").broken_at


def test_sealing_a_building_plans_its_sessions_at_once(
    policy, entered, tomorrow, areas, operator, django_capture_on_commit_callbacks
):
    entry = entered(control="none", address="安埠街12号1单元101")
    act = draft_act(area=areas["230110003001"], reach="building", address="安埠街12号", control="sealed", by=operator)
    with django_capture_on_commit_callbacks(execute=True):
        act = move(CONTROL, act, "confirm", by=operator)
    session = PlannedSession.objects.get(entry=entry, on=tomorrow)
    with django_capture_on_commit_callbacks(execute=True):
        move(CONTROL, act, "undo", by=operator)
    session.refresh_from_db()
    assert session.state == "withdrawn"


def test_a_pack_says_how_early(areas, entered, tomorrow, tmp_path):
    pack = tmp_path / "early.yaml"
    pack.write_text(
        "pack: early\nextends: national-2022-03\ntitle: {en: early, zh: 早}\ncommitments:\n"
        "  - {kind: session.arrange, due: 10m, before: 2h, cite: T3b,"
        " escalate: [{after: 0s, to: operator, at: district}]}\n",
        encoding="utf-8",
    )
    activate(pack, area=areas["230110"])
    entry = entered()
    plan_sessions(now=at(tomorrow - timedelta(days=1), 9))
    session = PlannedSession.objects.get(entry=entry, on=tomorrow + timedelta(days=1))
    made = promise(session, "session.arrange")
    assert made.due_at == at(tomorrow, 22)
    assert made.ladder.steps.earliest("level").to_role == "operator"
