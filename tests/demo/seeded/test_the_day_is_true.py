"""What the replayed day left behind is what a lived one would have left."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.demo.plot import HOURS
from cases.models import Case, Job, Note, PlannedSession
from hospitals.models import Booking, Violation
from portal.access.api import can
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.commitments.models import Commitment, Escalation, Segment
from portal.notices.models import Notice
from transport.models import Trip

pytestmark = pytest.mark.slow
SWEEP_LAG = timedelta(minutes=2)


def test_every_request_is_journalled_at_its_time():
    entries = {entry.subject_id: entry.at for entry in Entry.objects.filter(action="case.create")}
    for case in Case.objects.all():
        assert abs(entries[str(case.pk)] - case.created_at) < timedelta(seconds=30)


def test_the_day_lies_behind_us(demo):
    morning = demo.now - timedelta(hours=HOURS, minutes=10)
    for instants in (
        Case.objects.values_list("created_at", flat=True),
        Entry.objects.exclude(action__in=("access.grant", "policy.activate")).values_list("at", flat=True),
        Note.objects.values_list("at", flat=True),
        Notice.objects.exclude(kind="policy.activated").values_list("created_at", flat=True),
        Segment.objects.filter(commitment__subject_kind="case").values_list("started_at", flat=True),
    ):
        assert morning < min(instants)
        assert max(instants) < timezone.now() + timedelta(minutes=1)


def test_numbers_are_given_in_the_order_of_the_calls():
    numbers = list(Case.objects.order_by("created_at").values_list("number", flat=True))
    assert numbers == sorted(numbers)


def test_rungs_fired_when_they_were_due():
    """As if the sweep had run all day; only what was closed or to be looked at anew before the day began came late."""
    begun_before = ("hospital.reopen", "register.verify", "places.report")
    rungs = Escalation.objects.exclude(commitment__kind__in=begun_before)
    assert rungs.exists()
    for rung in rungs:
        assert timedelta(0) <= rung.fired_at - rung.due_at < SWEEP_LAG


def test_nothing_due_was_left_unfired(demo):
    assert not Commitment.objects.filter(next_due_at__lt=demo.now - SWEEP_LAG).exists()


def test_promises_were_kept_in_their_time():
    for promise in Commitment.objects.exclude(kept_at=None):
        assert promise.started_at <= promise.kept_at
        assert (promise.broken_at is not None) == (promise.kept_at > promise.due_at) or promise.cap_at


def test_whoever_is_finished_owes_nothing():
    for case in Case.objects.filter(state__in=("finished", "followed_up", "archived", "cancelled", "merged")):
        assert not Job.objects.filter(case=case).exclude(state__in=("done", "declined", "cancelled")).exists()
        assert not Trip.objects.filter(subject_id=case.pk).exclude(
            state__in=("home", "disinfected", "cancelled")
        ).exists()  # fmt: skip


def test_only_invented_institutions_do_wrong():
    assert set(Violation.objects.values_list("hospital__source", flat=True)) == {"演示数据，并无此机构"}


def test_hospitals_give_only_reasons_of_the_contract():
    assert not Booking.objects.filter(state="refused", refusal_code="").exists()


def test_what_was_said_is_there_in_chinese():
    planned = PlannedSession.objects.exclude(case=None).values("case")  # by the calendar: nobody said anything
    said = [case.description for case in Case.objects.exclude(pk__in=planned)]
    assert all(len(words) > 10 for words in said)
    assert len(set(said)) > 150
    assert not any("{" in words for words in said)


def test_copies_are_whole_requests_of_their_own():
    """Most settled requests are copies: each has its own resident, words, work, promises, journal and notices."""
    for case in Case.objects.filter(state="archived", outings=None, bounces=0).prefetch_related("jobs", "judgements"):
        actions = [entry.action for entry in Entry.objects.filter(subject_id=str(case.pk)).order_by("at")]
        assert actions[0] == "case.create"
        assert actions[-1] == "case.archive"
        assert {entry.area_id for entry in Entry.objects.filter(number=case.number)} == {case.area_id}
        assert case.judgements.exists()
        assert all(job.number == case.number and job.area_id == case.area_id for job in case.jobs.all())
        promises = Commitment.objects.filter(number=case.number)
        assert {promise.area_id for promise in promises} == {case.area_id}
        assert not promises.filter(kept_at=None, released_at=None).exists()
        assert Segment.objects.filter(commitment__in=promises).count() >= promises.count()
        assert case.occurred_at <= case.created_at < case.finished_at


def test_whoever_did_it_was_allowed_to():
    """The part of a local colleague was taken by the colleague of the copy's own place."""
    people = {user.pk: user for user in User.objects.all()}
    for job in Job.objects.filter(state="done").exclude(assignee=None):
        assert can(people[job.assignee_id], f"job.work_{job.executor}", job)
    for case in Case.objects.filter(state="archived"):
        judge = case.judgements.last()
        assert can(people[judge.by_id], "case.judge", case)
