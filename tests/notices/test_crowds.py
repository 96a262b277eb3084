"""Where much changes in one place at once, screens are told of the place, and no longer of each number."""

import json

import psycopg
import pytest
from django.db import connection

from portal.notices.live import publishing

pytestmark = pytest.mark.django_db

CHANGED = """
SELECT topic, area, 'N-' || n AS number
FROM unnest(%(topics)s::text[]) topic, unnest(%(areas)s::text[]) area, generate_series(1, %(many)s) n
"""


@pytest.fixture
def heard(monkeypatch):
    """heard(SELECT, **params): what screens hear of it. By a connection of its own, since a test never commits."""
    own = psycopg.connect(**connection.get_connection_params(), autocommit=True)
    monkeypatch.setattr(publishing, "connection", own)
    messages = []
    own.add_notify_handler(lambda notify: messages.append(json.loads(notify.payload)))
    own.execute(f"LISTEN {publishing.CHANNEL}")

    def say(select=CHANGED, **params):
        messages.clear()
        publishing.publish_from(select, {"topics": ["case"], "areas": ["230110"]} | params)
        own.execute("SELECT 1")  # what was said has arrived by the answer
        return messages

    yield say
    own.close()


def test_up_to_a_crowd_each_number_is_told(heard):
    told = heard(many=publishing.CROWD)
    assert sorted(one["number"] for one in told) == sorted(f"N-{n}" for n in range(1, publishing.CROWD + 1))
    assert all(one["area"] == "230110" and one["topic"] == "case" for one in told)


def test_beyond_it_the_place_is_told_once(heard):
    assert heard(many=publishing.CROWD + 1) == [{"topic": "case", "area": "230110"}]


def test_places_and_topics_are_crowds_of_their_own(heard):
    told = heard(topics=["case", "escalation"], areas=["230110", "230103"], many=publishing.CROWD)
    assert len(told) == 4 * publishing.CROWD


def test_a_crowd_elsewhere_hides_no_number_here(heard):
    told = heard(f"{CHANGED} UNION ALL SELECT 'case', '230103', 'N-1'", many=publishing.CROWD + 1)
    assert sorted(told, key=lambda one: one["area"]) == [
        {"topic": "case", "area": "230103", "number": "N-1"},
        {"topic": "case", "area": "230110"},
    ]


def test_the_same_is_said_once_and_nothing_without_a_number(heard):
    twice = "SELECT 'case' AS topic, '230110' AS area, number FROM (VALUES ('N-1'), ('N-1'), ('')) said (number)"
    told = heard(twice)
    assert sorted(told, key=len) == [
        {"topic": "case", "area": "230110"},
        {"topic": "case", "area": "230110", "number": "N-1"},
    ]
