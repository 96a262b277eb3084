"""Under the story's clock, Python, database and journal live at the told instant; afterwards nothing is left."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from cases.demo.clock import StoryClock
from portal.areas.models import Area
from portal.audit.services import record
from portal.commitments import services as commitments
from portal.commitments.subject import Subject
from portal.commitments.sweep import sweep
from portal.commitments.terms import default_terms
from portal.notices.clock import database_now

pytestmark = pytest.mark.django_db
A_MOMENT = timedelta(seconds=30)


@pytest.fixture
def subject(areas) -> Subject:
    return Subject("case", "5f0c9f6e-0000-4000-8000-000000000001", "20220420-0001", "230110")


def default_of_the_journal() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef d JOIN pg_attribute a"
            " ON (a.attrelid, a.attnum) = (d.adrelid, d.adnum)"
            " WHERE adrelid = 'audit_entry'::regclass AND attname = 'at'"
        )
        return cursor.fetchone()[0]


def test_all_clocks_show_the_told_instant(areas):
    morning = timezone.now() - timedelta(hours=9)
    with StoryClock() as clock:
        clock.turn_to(morning)
        shown = [
            timezone.now(),
            database_now(),
            record("demo.try").at,
            Area.objects.annotate(now=Now()).values_list("now", flat=True)[0],
        ]
    assert all(abs(instant - morning) < A_MOMENT for instant in shown)


def test_the_clock_goes_on():
    with StoryClock() as clock:
        clock.turn_to(timezone.now() - timedelta(hours=3))
        assert database_now() < database_now()


def test_nothing_is_left_of_it():
    real_now, default = timezone.now, default_of_the_journal()
    with StoryClock() as clock:
        clock.turn_to(timezone.now() - timedelta(hours=3))
    assert timezone.now is real_now
    assert default_of_the_journal() == default == "clock_timestamp()"
    assert abs(database_now() - timezone.now()) < A_MOMENT


def test_a_failing_story_leaves_nothing_either():
    real_now = timezone.now
    with pytest.raises(RuntimeError), transaction.atomic(), StoryClock():
        raise RuntimeError("in the middle")
    assert timezone.now is real_now
    assert default_of_the_journal() == "clock_timestamp()"
    assert abs(database_now() - timezone.now()) < A_MOMENT


def test_promises_are_made_broken_and_kept_at_told_instants(subject):
    morning = timezone.now() - timedelta(hours=9)
    with StoryClock() as clock:
        clock.turn_to(morning)
        promise = commitments.promise("case.answer", subject=subject, terms=default_terms("case.answer"))
        clock.turn_to(promise.due_at + timedelta(seconds=1))
        assert sweep(source="test").escalations == 1
        clock.turn_to(promise.due_at + timedelta(minutes=3))
        commitments.keep(subject, ("case.answer",))
    promise.refresh_from_db()
    first = promise.escalations.get()
    assert abs(promise.started_at - morning) < A_MOMENT
    assert promise.broken_at == promise.due_at
    assert abs(first.fired_at - promise.due_at) < A_MOMENT
    assert abs(promise.kept_at - promise.due_at - timedelta(minutes=3)) < A_MOMENT
