"""/healthz says whether promises are being kept here; /metrics says it in numbers, to machines of the house only."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from portal.commitments import health
from portal.commitments.sweep import sweep
from portal.notices import broker
from portal.notices.models import Heartbeat

pytestmark = pytest.mark.django_db
SECRETS = ("postgres", "password", "127.0.0.1", "redis://", "SECRET")


@pytest.fixture(autouse=True)
def answering_broker(monkeypatch):
    monkeypatch.setattr(broker, "is_answering", lambda: True)


def test_all_is_well_after_a_sweep(client):
    sweep()

    answer = client.get("/healthz")
    assert answer.status_code == 200
    said = answer.json()
    assert said["ok"]
    assert said["sweep"]["age"] < 5
    assert said["outbox"] == {"waiting": 0, "oldest_seconds": 0.0, "dead": 0}


def test_it_needs_no_log_in_and_tells_no_secret(client):
    sweep()

    text = client.get("/healthz").content.decode()
    assert not [secret for secret in SECRETS if secret.lower() in text.lower()]


def test_nobody_ever_swept(client):
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["sweep"]["ok"] is False


def test_the_last_sweep_is_too_long_ago(client):
    sweep()
    Heartbeat.objects.update(at=Heartbeat.objects.get().at - timedelta(seconds=30))

    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["sweep"]["age"] >= 30


def test_one_living_clock_is_enough(client):
    sweep(source="celery")
    Heartbeat.objects.update(at=Heartbeat.objects.get().at - timedelta(hours=1))
    sweep(source="watch")

    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["clocks"]["sweep:celery"] >= 3600


def test_the_broker_is_gone(client, monkeypatch):
    monkeypatch.setattr(broker, "is_answering", lambda: False)
    sweep()

    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["broker"] == {"ok": False}
    assert answer.json()["sweep"]["ok"]


def test_the_database_is_gone(client, monkeypatch):
    def gone():
        raise OperationalError("could not connect to server at 10.0.0.7")

    monkeypatch.setattr(health, "_database_answers", gone)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"] == {"ok": False}
    assert "10.0.0.7" not in answer.content.decode()


def test_what_is_overdue_and_unfired_is_counted(client, promised):
    sweep()
    promised(ago=timedelta(hours=1))

    assert client.get("/healthz").json()["sweep"]["unfired"] == 1


def test_metrics_for_this_machine(client, promised):
    sweep(source="watch")
    promised(ago=timedelta(hours=1))

    text = client.get("/metrics").content.decode()
    assert "changyi_overdue_unfired 1.0" in text
    assert "changyi_database_up 1.0" in text
    assert 'changyi_heartbeat_age_seconds{clock="sweep:watch"}' in text


def test_metrics_before_the_first_sweep(client):
    assert "changyi_sweep_age_seconds +Inf" in client.get("/metrics").content.decode()


@pytest.mark.parametrize(
    ("extra", "status"),
    [
        ({"REMOTE_ADDR": "10.1.2.3"}, 404),
        ({"headers": {"X-Forwarded-For": "203.0.113.9"}}, 404),
        ({"REMOTE_ADDR": "10.1.2.3", "headers": {"Authorization": "Bearer wrong"}}, 404),
        ({"REMOTE_ADDR": "10.1.2.3", "headers": {"Authorization": "Bearer right"}}, 200),
    ],
    ids=["another machine", "through the proxy", "wrong token", "token"],
)
def test_metrics_are_for_the_house(client, settings, extra, status):
    settings.METRICS_TOKEN = "right"

    assert client.get("/metrics", **extra).status_code == status


def test_a_broker_that_is_not_there_is_noticed_at_once(settings, monkeypatch):
    monkeypatch.undo()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert broker.is_answering() is False
