"""What supervisors see of the alarm clocks: the same truth that machines get."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.commitments.figures import clocks_of, tiles_of
from portal.commitments.health import Health
from portal.notices.beats import beat

pytestmark = pytest.mark.django_db
PAGE = "commitments:engine"


def test_it_shows_every_clock_and_what_waits(client, supervisor, promised):
    promised(ago=timedelta(hours=1))
    beat("sweep:watch", promises=0)
    client.force_login(supervisor)
    page = client.get(reverse(PAGE)).content.decode()
    assert "watch" in page
    assert '<b class="tile__number tile__number--late">1</b>' in page


def test_others_do_not_see_it(client, operator):
    client.force_login(operator)
    assert client.get(reverse(PAGE)).status_code == 403


def test_a_silent_clock_is_told():
    found = Health(True, {"sweep": {"ok": True}, "clocks": {"sweep:watch": 0.4, "outbox:celery": 61.0}})
    assert [(clock.by, clock.is_silent) for clock in clocks_of(found)] == [("watch", False), ("celery", True)]


def test_without_the_database_there_are_no_figures():
    found = Health(False, {"database": {"ok": False}, "sweep": {"ok": False, "age": None}})
    assert tiles_of(found) == []
    assert clocks_of(found) == []
