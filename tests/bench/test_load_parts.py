"""What the load generator counts with: percentiles, the mix of acts, when a breach counts as seen, bare HTTP."""

import asyncio
import random

import pytest

from bench.load.breaches import Breaches, is_red
from bench.load.figures import Figures, percentile
from bench.load.people import BURST, CALLS, CALM, MIX, call, schedule
from bench.load.wire import head, read_body, read_head

ROW = b'<tr id="case-%s"><td><span class="clock %s"></span></td></tr>'


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


def test_a_breach_is_seen_when_its_own_row_is_red():
    page = ROW % (b"B-1", b"clock--late") + ROW % (b"B-2", b"clock--near")
    assert is_red(page, "B-1")
    assert not is_red(page, "B-2")
    assert not is_red(page, "B-3")


def test_a_screen_notes_each_breach_once_and_none_before_its_time():
    breaches, known = Breaches({"B-1": 100.0}), set()
    breaches.hear({"B-1"}, known, 99.9)
    breaches.hear({"B-1", "B-9"}, known, 100.4)
    breaches.hear({"B-1"}, known, 101.0)
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
