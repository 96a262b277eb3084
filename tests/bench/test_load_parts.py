"""What the load generator counts with: percentiles, the mix of acts, when a breach counts as seen, bare HTTP."""

import asyncio
import random
from datetime import UTC, datetime

import pytest

from bench.load.breaches import Breaches, Seen
from bench.load.figures import Figures, percentile
from bench.load.people import BURST, CALLS, CALM, MIX, call, schedule
from bench.load.wire import head, read_body, read_head


def row(number: str, light: str, due: int) -> bytes:
    """A row of the queue, due so many seconds after 1970 began."""
    at = datetime.fromtimestamp(due, UTC).isoformat()
    clock = f'<time class="clock clock--{light}" data-clock data-state="{light}" data-due="{at}"></time>'
    return f'<tr data-row id="case-{number}"><td>{clock}</td></tr>'.encode()


def test_a_percentile_is_a_value_that_was_met():
    assert percentile([5, 1, 4, 2, 3], 0.5) == 3
    assert percentile(range(1, 101), 0.95) == 95
    assert percentile([7], 0.99) == 7


def test_a_row_counts_what_came_and_what_failed():
    figures = Figures()
    for milliseconds in (10, 20, 30):
        figures.note("page", milliseconds / 1000)
    figures.failed("page", 500)
    row = figures.row("pages", ["page"], 2.0)
    assert (row["count"], row["per_second"], row["p50"], row["errors"]) == (3, 1.5, 20, 1)


def test_a_hundred_acts_a_second_with_calls_in_bursts():
    random.seed(1)
    acts = list(schedule(0.0, 200.0))
    assert len(acts) / 200 == pytest.approx(sum(MIX.values()) + CALLS, rel=0.05) == pytest.approx(100, rel=0.06)
    calls = [when for act, when in acts if act is call]
    assert calls
    assert all(when % (BURST + CALM) < BURST for when in calls)


def test_a_breach_is_read_when_its_own_row_comes_red():
    breaches, seen = Breaches({"B-1": 100.0, "B-2": 100.0, "B-3": 100.0}), Seen()
    page = row("B-1", "late", 100) + row("B-2", "near", 100)
    breaches.show(page, seen, 99.9)
    assert breaches.read == []
    breaches.show(page, seen, 100.5)
    breaches.show(page, seen, 101.5)
    assert breaches.read == [pytest.approx(0.5)]


def test_a_row_that_stands_there_turns_red_by_its_own_clock_once():
    breaches, seen = Breaches({"B-1": 100.0}), Seen()
    breaches.show(row("B-1", "near", 100), seen, 90.0)
    breaches.tick(seen, 100.2, by_its_clock=99.9)
    assert breaches.red == []
    breaches.tick(seen, 100.7, by_its_clock=100.4)
    breaches.show(row("B-1", "late", 100), seen, 101.0)
    assert (breaches.red, breaches.read) == ([pytest.approx(0.7)], [pytest.approx(1.0)])


def test_a_screen_hears_of_each_breach_once_and_of_none_before_its_time():
    breaches, seen = Breaches({"B-1": 100.0}), Seen()
    breaches.hear({"B-1"}, seen, 99.9)
    breaches.hear({"B-1", "B-9"}, seen, 100.4)
    breaches.hear({"B-1"}, seen, 101.0)
    assert breaches.heard == [pytest.approx(0.4)]


async def test_bodies_come_whole_by_length_or_in_chunks():
    reader = asyncio.StreamReader()
    reader.feed_data(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab4\r\nabcd\r\n0\r\n\r\n")
    status, headers = read_head(await reader.readuntil(b"\r\n\r\n"))
    assert (status, await read_body(reader, headers)) == (200, b"ab")
    assert await read_body(reader, {"transfer-encoding": "chunked"}) == b"abcd"


def test_a_head_says_how_long_its_form_is():
    assert b"Content-Length: 3\r\n" in head("POST", "/x/", "h", "a=b", {}, b"a=1")
    assert b"Content-Length" not in head("GET", "/x/", "h", "a=b", {}, None)
