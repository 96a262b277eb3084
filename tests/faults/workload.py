"""Operators at work by the HTTP API, and the history of what each was told: done, refused, or nobody knows."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from tests.faults.site import Site

OK, FAILED, DOUBT = "ok", "failed", "in doubt"
TIMEOUT = 5.0  # seconds; longer than the servers' own limits would tell less
COMMUNITY, OTHER_COMMUNITY = "230110003001", "230110003002"  # of tests.cast, which needs Django
ATTEMPTS = 4  # of one call with one key, while nobody knows whether it was carried out
# What an operator does with a request in hand; an answer comes for most, and for most too late or nearly so.
ACTS = ("answer", "answer", "answer", "pause", "resume", "judge", "transfer", "cancel")
TOLD = {
    "answer": {"channel": "phone", "note": "已电话联系"},
    "judge": {"note": "已研判"},
    "pause": {"reason": "waiting_family", "note": "等家属"},
    "resume": {"note": "继续"},
    "transfer": {"area": OTHER_COMMUNITY, "reason": "wrong_place", "note": "转办"},
    "cancel": {"reason": "no_longer_needed", "note": "不再需要"},
}


@dataclass(frozen=True, slots=True)
class Call:
    """One act under one Idempotency-Key, with the last answer that came: `number` is the request that it was about."""

    act: str
    key: str
    outcome: str
    status: int | None
    number: str
    sent_at: datetime
    attempts: int


@dataclass
class History:
    calls: list[Call] = field(default_factory=list)
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def of(self, outcome: str) -> list[Call]:
        return [call for call in self.calls if call.outcome == outcome]

    def counts(self) -> Counter[str]:
        return Counter(call.outcome for call in self.calls)


class Operator(threading.Thread):
    """One person with a token, who takes calls and works on everybody's requests until told to stop."""

    def __init__(self, site: Site, token: str, history: History, open_numbers: list[str], *, pause: float) -> None:
        super().__init__(daemon=True)
        self.site, self.token, self.history, self.open_numbers, self.pause = site, token, history, open_numbers, pause
        self.rng = Random(f"{token} {history.began_at}")
        self.stop_asked = threading.Event()

    def run(self) -> None:
        while not self.stop_asked.is_set():
            if self.rng.random() < 0.4 or not self.open_numbers:
                self._take_call()
            else:
                self._act(self.rng.choice(ACTS), self.rng.choice(self.open_numbers[-30:]))
            self.stop_asked.wait(self.pause * (0.5 + self.rng.random()))

    def _take_call(self) -> None:
        phone = f"199{self.rng.randrange(10**8):08}"
        told = {
            "channel": "hotline", "area": COMMUNITY, "caller_phone": phone, "need": "medicine",
            "severity": "routine", "patient": {"name": "示例居民", "phone": phone}, "description": "示例",
        }  # fmt: skip
        body = self._called("create", "/api/v1/cases/", told)
        if body:
            self.open_numbers.append(body["number"])

    def _act(self, act: str, number: str) -> None:
        self._called(act, f"/api/v1/cases/{number}/{act}/", TOLD[act], number=number)

    def _called(self, act: str, path: str, told: dict[str, Any], *, number: str = "") -> dict[str, Any] | None:
        """With the same key again while nobody knows; what is known at the end goes into the history."""
        key, sent_at, urls = str(uuid.uuid4()), datetime.now(UTC), self.rng.sample(self.site.urls, len(self.site.urls))
        status, body, attempts = None, None, 0
        while attempts < ATTEMPTS and (status is None or status >= 500):
            attempts += 1
            status, body = self._post(urls[attempts % len(urls)] + path, told, key)
            if status is None or status >= 500:
                self.stop_asked.wait(0.5 * attempts)
        outcome = DOUBT if status is None or status >= 500 else OK if status < 300 else FAILED
        number = number or (body or {}).get("number", "")
        self.history.calls.append(Call(act, key, outcome, status, number, sent_at, attempts))
        return body if outcome == OK else None

    def _post(self, url: str, told: dict[str, Any], key: str) -> tuple[int | None, dict[str, Any] | None]:
        headers = {
            "Authorization": f"Token {self.token}", "Content-Type": "application/json", "Idempotency-Key": key,
        }  # fmt: skip
        request = urllib.request.Request(url, json.dumps(told).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, None
        except (OSError, ValueError):
            return None, None


@contextmanager
def at_work(site: Site, *, people: int = 4, pause: float = 0.15) -> Iterator[History]:
    """Operators work while the block runs; when it ends they finish the call they are in."""
    history, open_numbers = History(), list[str]()
    workers = [Operator(site, token, history, open_numbers, pause=pause) for token in site.tokens[:people]]
    for worker in workers:
        worker.start()
    try:
        yield history
    finally:
        for worker in workers:
            worker.stop_asked.set()
        until = time.monotonic() + ATTEMPTS * (TIMEOUT + 2)
        for worker in workers:
            worker.join(max(until - time.monotonic(), 0.1))
