"""Celery is only an alarm clock: its task sweeps, its absence breaks nothing, its broker's death fails no request."""

import socket
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from portal.celery import app
from portal.commitments import tasks
from portal.notices import broker, enqueueing
from portal.notices.beats import ages
from portal.notices.enqueueing import broker_errors, enqueue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def awake_broker(monkeypatch):
    monkeypatch.setattr(enqueueing._Broker, "errors", 0)
    monkeypatch.setattr(enqueueing._Broker, "asleep_until", 0.0)


@pytest.fixture
def dead_broker(monkeypatch):
    """Every publishing fails, as it does when Redis is stopped; the list holds the attempts."""
    attempts = []

    def refuse(*args, **kwargs):
        attempts.append(kwargs)
        raise OperationalError("Error 111 connecting to 127.0.0.1:1. Connection refused.")

    monkeypatch.setattr(tasks.sweep, "apply_async", refuse)
    monkeypatch.setattr(broker, "is_answering", lambda: True)
    return attempts


def test_the_task_sweeps_and_leaves_a_sign_of_life(promised):
    promised(ago=timedelta(hours=1))

    assert tasks.sweep()["escalations"] == 2
    assert ages()["sweep:celery"] < 5


def test_beat_rings_every_second_on_its_own_queue():
    entry = settings.CELERY_BEAT_SCHEDULE["sweep"]

    assert (entry["task"], entry["schedule"]) == (tasks.sweep.name, 1.0)
    assert settings.CELERY_TASK_ROUTES[tasks.sweep.name] == {"queue": "clock"}
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_a_dead_broker_fails_no_request(dead_broker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(tasks.sweep)

    assert len(dead_broker) == 1
    assert dead_broker[0]["retry"] is False
    assert broker_errors() == 1


def test_a_dead_broker_is_not_asked_by_every_request(dead_broker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            enqueue(tasks.sweep)

    assert len(dead_broker) == 1
    assert broker_errors() == 3


def test_what_is_rolled_back_enqueues_nothing(dead_broker):
    with transaction.atomic():
        enqueue(tasks.sweep)
        transaction.set_rollback(True)
    assert dead_broker == []


@pytest.mark.parametrize("kind", ["refuses", "hangs"])
def test_a_broker_that_does_not_answer_costs_little_time(kind, settings, django_capture_on_commit_callbacks):
    """A hung Redis (SIGSTOP) still accepts connections: the kernel does. Only an answer proves that it lives."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1] if kind == "hangs" else 1
        settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
        began = time.monotonic()
        with django_capture_on_commit_callbacks(execute=True):
            enqueue(tasks.sweep)
    assert broker_errors() == 1
    assert time.monotonic() - began < 6  # publishing by itself would wait for ten
