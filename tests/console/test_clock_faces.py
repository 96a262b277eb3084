"""How a promise's clock is read aloud."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from portal.console.clock import digits, face_of, roughly


def promise(light="calm", *, left=600, of=3600, **fields):
    due = timezone.now() + timedelta(seconds=left)
    values = {"kept_at": None, "released_at": None, "paused_at": None, "broken_at": None, "pause_reason": ""}
    started = due - timedelta(seconds=of)
    values |= {"label": "Answer", "light": light, "seconds_left": float(left), "due_at": due, "started_at": started}
    return SimpleNamespace(**values | fields)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-728, "12:08"), (-3600, "01:00:00"), (-1, "00:01"), (0, "00:00:00"), (1120, "00:18:40"), (90061, "25:01:01")],
)
def test_digits(seconds, expected):
    assert digits(seconds) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"), [(-728, "12 min"), (1499, "24 min"), (7200, "2 h"), (200_000, "2 days")]
)
def test_in_minutes_for_telephones(seconds, expected):
    with translation.override("en"):
        assert roughly(seconds) == expected


@pytest.mark.parametrize(
    ("light", "fields", "state"),
    [
        ("red", {}, "late"),
        ("yellow", {}, "near"),
        ("calm", {}, "running"),
        ("grey", {"paused_at": 1}, "paused"),
        ("grey", {"released_at": 1}, "released"),
        ("green", {"kept_at": 1}, "kept"),
        ("green", {"kept_at": 1, "broken_at": 1}, "kept_late"),
        # The cap ran out under a pause: a pause never hides a breach.
        ("red", {"paused_at": 1}, "late"),
    ],
)
def test_states(light, fields, state):
    assert face_of(promise(light, **fields)).state == state


def test_a_bar_shows_the_time_used():
    assert face_of(promise(left=900, of=3600)).used == 75
    assert face_of(promise("red", left=-1)).used == 100


def test_a_ticking_clock_carries_what_the_script_needs():
    drawn = draw("{% clock row %}", row=promise("red", left=-728))
    assert 'data-state="late"' in drawn
    assert "data-due=" in drawn
    assert "12:08" in drawn


def test_colour_is_never_alone():
    for light, fields in [
        ("red", {}),
        ("yellow", {}),
        ("calm", {}),
        ("green", {"kept_at": 1}),
        ("grey", {"paused_at": 1}),
    ]:
        drawn = draw("{% clock row %}", row=promise(light, **fields))
        assert 'clock__word"></span>' not in drawn


def test_a_pause_says_why_and_does_not_tick():
    drawn = draw("{% clock row %}", row=promise("grey", paused_at=1, pause_reason="the family will call"))
    assert "the family will call" in drawn
    assert "data-clock" not in drawn


def test_bars_have_names():
    drawn = draw("{% clock_bars rows %}", rows=[promise(), promise("red", left=-5)])
    assert drawn.count("<progress") == 2
    assert drawn.count("aria-label=") == 2


def draw(source, **context):
    return Template("{% load console %}" + source).render(Context(context))
