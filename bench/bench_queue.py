"""The queue page at 1,000, 10,000 and 100,000 open requests: queries and p50, beside the same rows by plain SQL."""

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from bench.ground import fill_up, make_ground, one_request

SIZES = (1_000, 10_000, 100_000)
RUNS = 9
STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"

# The fifty most pressing requests with their residents: what the page shows, and nothing it needs to know to show it.
BY_HAND = """
SELECT m.number, m.due_at, c.*, p.* FROM commitments_commitment m
JOIN cases_case c ON c.number = m.number JOIN cases_person p ON p.id = c.person_id
WHERE m.kept_at IS NULL AND m.released_at IS NULL AND m.paused_at IS NULL AND m.kind = 'case.answer'
  AND m.area_id LIKE '230110%%'
ORDER BY m.due_at LIMIT 50
"""


# The page is measured, not the way in; and no static files need to have been collected for it.
PLAIN = {"SECOND_FACTOR_ROLES": [], "STORAGES": {**settings.STORAGES, "staticfiles": {"BACKEND": STATIC}}}


def run() -> Iterator[dict[str, Any]]:
    with override_settings(**PLAIN):
        yield from measured()


def measured() -> Iterator[dict[str, Any]]:
    operator = make_ground()
    model = one_request(operator, number=1)
    client = Client()
    client.force_login(operator)
    have = 0
    for size in SIZES:
        fill_up(model, have=have, want=size)
        have = size
        queries = _queries(client)
        page, floor = _median(lambda: _open(client)), _median(_by_hand)
        yield {
            "case": f"queue page at {size:,}", "value": page * 1000, "unit": "ms p50", "floor": floor * 1000,
            "note": f"{queries} queries",
        }  # fmt: skip


def _queries(client: Client) -> int:
    """How many queries the page costs."""
    seen: list[str] = []
    with connection.execute_wrapper(lambda run, sql, *rest: seen.append(sql) or run(sql, *rest)):
        _open(client)
    return len(seen)


def _open(client: Client) -> None:
    answer = client.get(reverse("cases:queue"))
    assert answer.status_code == 200, answer.status_code


def _by_hand() -> None:
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND)
        cursor.fetchall()


def _median(act: Callable[[], None]) -> float:
    spans = []
    for _run in range(RUNS):
        begun = time.perf_counter()
        act()
        spans.append(time.perf_counter() - begun)
    return statistics.median(spans)
