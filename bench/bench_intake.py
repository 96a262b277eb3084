"""From call entry to saved request: requests in a second and p95 by the API, beside the same rows by plain SQL."""

import statistics
import time
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from rest_framework.test import APIClient

from bench.ground import PEOPLE, PLACES, PROMISES, REQUESTS, make_ground, one_request

CALLS = 200
BEYOND = 10_000_000  # numbers that no other bench has used for its copies


def run() -> Iterator[dict[str, Any]]:
    operator = make_ground()
    model = one_request(operator, number=0)
    client = APIClient()
    client.force_authenticate(operator)
    spans = [_timed(lambda n=n: _call(client, n)) for n in range(1, CALLS + 1)]
    floor = [_timed(lambda n=n: _by_hand(model, n)) for n in range(1, CALLS + 1)]
    rate, floor_rate = CALLS / sum(spans), CALLS / sum(floor)
    note = "API call with policy, clocks and journal; floor: INSERTs of the same rows"
    yield {"case": "call entry", "value": rate, "unit": "requests/s", "floor": floor_rate, "note": note}
    yield {"case": "call entry p95", "value": _p95(spans) * 1000, "unit": "ms", "floor": _p95(floor) * 1000}


def _call(client: APIClient, number: int) -> None:
    patient = {"name": f"来电{number}", "phone": f"1991{number:07}"}
    answer = client.post("/api/v1/cases/", {"area": PLACES[-1][0], "need": "medicine", "patient": patient})
    assert answer.status_code == 201, answer.content


def _by_hand(model: Any, number: int) -> None:
    copy = BEYOND + number
    values = {"first": copy, "last": copy, "case": model.pk, "person": model.person_id, "number": model.number}
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (PEOPLE, REQUESTS, PROMISES):
            cursor.execute(statement, values)


def _timed(act: Any) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _p95(spans: list[float]) -> float:
    return statistics.quantiles(spans, n=20)[-1]
