"""What does not grow: the same pages and the same sweep at 10,000 and at 1,000,000 promises, one of twenty open."""

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from bench.bench_queue import PLAIN
from bench.bench_sweep import idle_sweep, median_ms
from bench.town import DISTRICT, Town, make_town
from cases.forms.queue import query_of
from cases.models import Case
from cases.selectors.queue import TABS
from portal.access.roles import Role
from portal.access.services import grant
from portal.areas.models import Area
from portal.commitments.sweep import sweep

SIZES = (10_000, 1_000_000)
RUNS = 25
DUE = 100  # promises fired by the sweep that is measured; as many as run where there are few
AGAIN = """
WITH chosen AS (
    SELECT id FROM commitments_commitment WHERE kind = 'case.judge' AND number LIKE 'B-%%' AND runs_out_at IS NOT NULL
    ORDER BY id LIMIT %(due)s
)
UPDATE commitments_commitment c SET level = 0, broken_at = NULL, next_due_at = now(), due_at = now()
FROM chosen WHERE c.id = chosen.id
"""
AS_PART = {"HX-Request": "true"}


def run() -> Iterator[dict[str, Any]]:
    with override_settings(**PLAIN):
        yield from measured()


def measured() -> Iterator[dict[str, Any]]:
    town, at_first = make_town(), {}
    grant(town.operator, Role.SUPERVISOR, Area.objects.get(pk=DISTRICT))
    client = Client()
    client.force_login(town.operator)
    for size in SIZES:
        town.grow_to(size)
        for name, milliseconds in (*of_pages(client), *of_sweeps(town)):
            ratio = milliseconds / at_first.setdefault(name, milliseconds)
            note = "" if size == SIZES[0] else f"{ratio:.2f} times that at {SIZES[0]:,}"
            yield {"case": f"{name}, {size:,}", "value": milliseconds, "unit": "ms", "note": note}


def of_pages(client: Client) -> Iterator[tuple[str, float]]:
    queue = reverse("cases:queue")
    number = Case.objects.filter(number__startswith="B-", area__pk__startswith=DISTRICT).first().number
    page = spans(lambda: client.get(queue))
    yield "queue page p50", statistics.median(page)
    yield "queue page p95", statistics.quantiles(page, n=20)[-1]
    yield "queue re-read", p50(lambda: client.post(queue, headers={**AS_PART, "HX-Target": "queue"}))
    for name, filters in TABS.items():
        address = f"{queue}?{query_of(filters)}"
        yield f"tab {name}", p50(lambda address=address: client.get(address, headers=AS_PART))
    yield "rail", p50(lambda: client.get(reverse("console:rail"), headers=AS_PART))
    yield "case page", p50(lambda: client.get(reverse("cases:case", args=[number])))


def of_sweeps(town: Town) -> Iterator[tuple[str, float]]:
    sweep(source="bench")

    def once() -> float:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE commitments_escalation, notices_delivery, notices_receipt, notices_notice")
            cursor.execute(AGAIN, {"due": DUE})
        begun = time.perf_counter()
        assert sweep(source="bench").promises == DUE
        return (time.perf_counter() - begun) * 1000

    yield f"sweep of {DUE} due", statistics.median(once() for _run in range(RUNS))
    yield "idle sweep", median_ms(idle_sweep)


def p50(act: Callable[[], Any]) -> float:
    return statistics.median(spans(act))


def spans(act: Callable[[], Any]) -> list[float]:
    found = []
    for _run in range(RUNS + 1):
        begun = time.perf_counter()
        answer = act()
        found.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, answer.status_code
    return found[1:]  # the first one warms up
