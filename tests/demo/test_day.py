"""Stories take turns by the clock; what lies after the end of the day is not done; a refused story ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.demo.clock import StoryClock
from cases.demo.day import Day
from portal.commitments import services as commitments
from portal.commitments.models import Escalation
from portal.commitments.subject import Subject
from portal.commitments.terms import default_terms
from portal.lifecycle.errors import MoveRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    now = timezone.now()
    with StoryClock() as clock:
        clock.turn_to(now - timedelta(hours=2))
        yield Day(clock, ends_at=now)


def test_stories_take_turns(day):
    seen = []

    def story(name, *minutes):
        for pause in minutes:
            seen.append((name, round((day.ends_at - timezone.now()).total_seconds() / 60)))
            yield pause

    day.add(story("early", 30, 30), at=day.ends_at - timedelta(minutes=90))
    day.add(story("late", 10), at=day.ends_at - timedelta(minutes=75))
    day.play()
    assert seen == [("early", 90), ("late", 75), ("early", 60)]


def test_nothing_happens_after_the_end(day):
    done = []

    def story():
        yield 45
        done.append("in time")
        yield 45
        done.append("too late")

    day.add(story(), at=day.ends_at - timedelta(minutes=60))
    day.play()
    assert done == ["in time"]


def test_promises_fire_between_the_turns(day, areas):
    subject = Subject("case", "5f0c9f6e-0000-4000-8000-000000000002", "20220420-0002", "230110")

    def story():
        commitments.promise("case.answer", subject=subject, terms=default_terms("case.answer"))
        yield 200

    day.add(story(), at=day.ends_at - timedelta(minutes=100))
    day.play()
    rungs = Escalation.objects.filter(commitment__subject_id=subject.id).order_by("level")
    assert [rung.level for rung in rungs] == [1, 2]
    assert all(timedelta(0) <= rung.fired_at - rung.due_at < timedelta(minutes=1) for rung in rungs)


def test_a_refused_story_ends_and_the_others_go_on(day):
    done = []

    def refused():
        raise MoveRefused("not now")
        yield

    def other():
        done.append("other")
        yield 1

    day.add(refused(), at=day.ends_at - timedelta(minutes=50))
    day.add(other(), at=day.ends_at - timedelta(minutes=40))
    day.play()
    assert done == ["other"]
    assert day.refused == ["not now"]
