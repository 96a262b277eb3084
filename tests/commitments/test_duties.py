"""What makes promises goes on without Celery: `watch` does it when nobody else has for too long."""

import time
from datetime import timedelta

import pytest

from portal.commitments import duties
from portal.commitments.duties import Caretaker
from portal.notices.beats import ages, beat
from portal.notices.models import Heartbeat
from tests.commitments.processes import NO_BROKER, eventually, running

MINUTE = 60.0


@pytest.fixture
def duty(monkeypatch):
    """A duty of each minute that counts its turns; the real ones are put aside."""
    turns = []
    monkeypatch.setattr(duties, "_duties", {})
    duties.register("count", lambda: turns.append(1), every=MINUTE)
    return turns


@pytest.fixture
def caretaker():
    made = Caretaker()
    made.began_at -= 10 * MINUTE
    return made


def last_done(seconds_ago: float) -> None:
    beat("duty:count")
    at = Heartbeat.objects.get(name="duty:count").at
    Heartbeat.objects.filter(name="duty:count").update(at=at - timedelta(seconds=seconds_ago))


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds_ago", "turns"), [(70, 0), (140, 0), (170, 1)])
def test_it_is_done_when_two_turns_were_missed(duty, caretaker, seconds_ago, turns):
    last_done(seconds_ago)
    caretaker.look()
    assert len(duty) == turns


@pytest.mark.django_db
def test_once_done_it_is_left_alone(duty, caretaker):
    assert caretaker.look() == ["count"]
    assert caretaker.look() == []
    assert len(duty) == 1


@pytest.mark.django_db
def test_who_has_just_come_waits_for_those_who_were_here(duty):
    assert Caretaker().look() == []


@pytest.mark.django_db
def test_one_that_fails_holds_up_no_other(duty, caretaker, monkeypatch, caplog):
    def fails() -> None:
        raise ValueError("a row that nobody foresaw")

    monkeypatch.setattr(duties.connection, "close", lambda: None)
    duties.register("fails", fails, every=MINUTE)
    duties.register("later", lambda: duty.append(2), every=MINUTE)
    assert caretaker.look() == ["count", "later"]
    assert "duty fails failed" in caplog.text
    assert "duty:fails" not in ages()


@pytest.mark.django_db
def test_whatever_celery_does_for_promises_watch_can_do_too(settings):
    """Each task that performs a duty finds it registered."""
    from cases import tasks as of_cases
    from hospitals import tasks as of_hospitals

    tasks = (of_cases.watch_lines, of_cases.end_due_acts, of_cases.keep_calendar, of_cases.move_by_age)
    for task in (*tasks, of_hospitals.watch_places, of_hospitals.place_crowds_anew):
        task()
    done = {name for name in ages() if name.startswith("duty:")}
    assert done == {f"duty:{name}" for name in duties._duties}


@pytest.mark.django_db(transaction=True)
def test_a_gap_is_found_while_redis_and_celery_are_gone():
    """The process that is started when nobody has looked for an hour looks at once."""
    beat("duty:watch-lines")
    Heartbeat.objects.update(at=Heartbeat.objects.get().at - timedelta(hours=1))
    began = time.monotonic()
    with running("watch", REDIS_URL=NO_BROKER):
        eventually(lambda: ages()["duty:watch-lines"] < time.monotonic() - began + 1, within=30)
