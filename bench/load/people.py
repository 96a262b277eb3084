"""Who is there and what they do: so many of each act in a second, whether the servers keep up or not."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bench.load.figures import Figures
from bench.load.wire import Answer, Wire

CSRF = "1" * 32
FINE = {200, 204, 302}
BURST, CALM = 10.0, 10.0  # seconds of calls coming in at the full rate, and of none


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has logged in, at one machine."""

    wire: Wire
    figures: Figures
    cookies: str
    area: str
    role: str

    async def does(
        self,
        kind: str,
        method: str,
        path: str,
        *,
        part: str = "",
        form: Any = None,
        since: float | None = None,
        is_live: bool = False,
    ) -> Answer | None:
        """One request, timed from `since` (when it should have begun) and noted; None when it failed."""
        headers = {"X-CSRFToken": CSRF} | ({"HX-Request": "true", "HX-Target": part} if part else {})
        if is_live:
            headers["X-Live"] = "1"
        begun = since or time.monotonic()
        try:
            answer = await self.wire.ask(method, path, cookies=self.cookies, headers=headers, form=form)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
            self.figures.failed(kind, type(error).__name__)
            return None
        if answer.status not in FINE:
            self.figures.failed(kind, answer.status)
            return None
        self.figures.note(kind, time.monotonic() - begun)
        return answer


def people_of(told: list[dict[str, Any]], wire: Wire, figures: Figures) -> list[Person]:
    session, csrf = f"changyi_session_{wire.port}", f"changyi_csrf_{wire.port}={CSRF}"
    return [Person(wire, figures, f"{session}={one['session']}; {csrf}", one["area"], one["role"]) for one in told]


@dataclass
class District:
    """What the acts draw from: each request is answered once, each job signed for once."""

    operators: list[Person]
    field: list[Person]
    requests: list[str]
    jobs: dict[str, list[str]]
    places: list[str]
    taken: int = 0

    def operator(self) -> Person:
        return random.choice(self.operators)

    def somebody(self) -> Person:
        return random.choice(self.field)


Act = Callable[[District, float], Awaitable[Any]]


def job_list(district: District, since: float) -> Awaitable[Any]:
    return district.somebody().does("job list", "GET", "/work/", part="work", since=since)


def job_page(district: District, since: float) -> Awaitable[Any]:
    person = district.somebody()
    jobs = district.jobs.get(f"{person.role}@{person.area}") or [""]
    return person.does("job page", "GET", f"/jobs/{jobs[0]}/" if jobs[0] else "/work/", since=since)


def job_step(district: District, since: float) -> Awaitable[Any]:
    person = district.somebody()
    jobs = district.jobs.get(f"{person.role}@{person.area}")
    if not jobs:
        return job_list(district, since)
    path = f"/jobs/{jobs.pop()}/move/accept/"
    return person.does("job step", "POST", path, part="dialog-body", form={"note": ""}, since=since)


def case_panel(district: District, since: float) -> Awaitable[Any]:
    path = f"/cases/{random.choice(district.requests)}/"
    return district.operator().does("case panel", "GET", path, part="panel", since=since)


def case_page(district: District, since: float) -> Awaitable[Any]:
    return district.operator().does("case page", "GET", f"/cases/{random.choice(district.requests)}/", since=since)


def queue_page(district: District, since: float) -> Awaitable[Any]:
    return district.operator().does("queue page", "GET", "/queue/", since=since)


def queue_tab(district: District, since: float) -> Awaitable[Any]:
    path = f"/queue/?{random.choice(TABS)}"
    return district.operator().does("queue tab", "GET", path, part="queue-page", since=since)


def search(district: District, since: float) -> Awaitable[Any]:
    told = {"text": f"1880{random.randrange(60_000):07}"}
    return district.operator().does("search by telephone", "POST", "/queue/", part="queue", form=told, since=since)


def answer(district: District, since: float) -> Awaitable[Any]:
    path = f"/cases/{district.requests.pop()}/move/answer/"
    told = {"channel": "phone", "note": ""}
    return district.operator().does("answer", "POST", path, part="dialog-body", form=told, since=since)


def call(district: District, since: float) -> Awaitable[Any]:
    """A call is taken in: the form that an operator saves with F9."""
    district.taken += 1
    place = random.choice(district.places)
    told = {
        "caller_phone": f"1770{district.taken:07}", "channel": "hotline", "area": f"{place} {place}",
        "name": f"来电{district.taken}", "need": "medicine", "severity": "routine", "control": "none",
        "description": "示例", "token": f"t{district.taken}",
    }  # fmt: skip
    return district.operator().does("new request", "POST", "/calls/new/", form=told, since=since)


# Acts in a second: a hundred together. Calls come in bursts of five a second.
MIX: dict[Act, float] = {
    job_list: 38, job_page: 12, job_step: 5, case_panel: 20, case_page: 4, queue_page: 3, queue_tab: 6, search: 2,
    answer: 5,
}  # fmt: skip
CALLS = 5.0
TABS = ("light=overdue", "light=near", "group=dialysis", "mine=1", "kind=case.arrange&state=arranged")
KINDS = (
    "job list", "job page", "job step", "case panel", "case page", "queue page", "queue tab", "search by telephone",
    "answer", "new request",
)  # fmt: skip


async def at_work(district: District, *, until: float, share: float = 1.0) -> None:
    """Begins acts when their time has come. An answer that is late holds up nobody else's act."""
    under_way: set[asyncio.Task[Any]] = set()
    for act, when in schedule(time.monotonic(), until, share):
        await asyncio.sleep(max(0.0, when - time.monotonic()))
        task = asyncio.ensure_future(act(district, when))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    await asyncio.gather(*under_way)


def schedule(begin: float, until: float, share: float = 1.0) -> Iterator[tuple[Act, float]]:
    """Acts and their instants: by chance, at the rates of MIX; calls only during bursts, at twice their mean."""
    rates = {**MIX, call: CALLS}
    acts, weights, total = list(rates), list(rates.values()), sum(rates.values()) * share
    when = begin
    while (when := when + random.expovariate(total)) < until:
        act = random.choices(acts, weights)[0]
        if act is call and (when - begin) % (BURST + CALM) >= BURST:
            act = case_panel
        yield act, when
