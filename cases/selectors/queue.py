"""The operator's queue: requests by their most pressing running clock, in the same few queries however long it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from cases.models import Case, Person
from cases.models.vocabulary import OPEN_STATES
from cases.selectors.traced import people_found
from portal.access.api import sight, visible
from portal.access.selectors import stand_in
from portal.commitments.models import Commitment
from portal.commitments.selectors import NEAR, most_pressing_first, with_light
from portal.privacy.index import blind_index
from portal.privacy.normalise import is_whole_mobile
from portal.standing import AnyOf, Standing, StandingBy

RUNNING, PAUSED = "running", "paused"
# What a row shows of a request, its resident, its place and whose it is.
SHOWN = (
    "number", "occurred_at", "groups", "need", "severity", "control", "state", "area__name", "person__name",
    "person__sex", "person__birth_year", "owner__username", "owner__display_name",
)  # fmt: skip
# … and of its clocks.
FACED = ("kind", "number", "due_at", "started_at", "paused_at", "pause_reason", "broken_at", "kept_at", "released_at")


def _cases(numbers: list[str]) -> QuerySet[Case]:
    return Case.objects.filter(AnyOf(F("number"), numbers)).select_related("person", "area", "owner")


def _open(numbers: list[str]) -> QuerySet[Commitment]:
    clocks = Commitment.objects.open().filter(AnyOf(F("number"), numbers))
    return most_pressing_first(with_light(clocks).only(*FACED))


_whole, _shown = Standing(_cases, numbers=list), Standing(lambda numbers: _cases(numbers).only(*SHOWN), numbers=list)
_clocks = Standing(_open, numbers=list)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the operator narrowed the queue to. Empty means: everything in their places."""

    area: str = ""
    group: str = ""
    state: str = ""
    need: str = ""
    severity: str = ""
    kind: str = ""  # only requests whose open clocks include this kind
    light: str = ""  # "overdue", "near" or "paused"
    mine: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins: after this clock."""

    paused: bool
    due_at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{int(self.paused)}|{self.due_at.isoformat()}|{self.pk}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Raises ValueError when `text` was not made by str()."""
        paused, due, pk = text.split("|")
        return cls(paused == "1", datetime.fromisoformat(due), int(pk))


@dataclass(frozen=True, slots=True)
class QueueRow:
    case: Case
    clocks: list[Commitment]  # open ones, the most pressing first, each with light and seconds_left

    @property
    def pressing(self) -> Commitment | None:
        return self.clocks[0] if self.clocks else None


@dataclass(frozen=True, slots=True)
class QueuePage:
    rows: list[QueueRow]
    next: Cursor | None = None


def queue_page(
    user: Any, filters: Filters, *, after: Cursor | None = None, size: int = 50, whole: bool = False
) -> QueuePage:
    """One page of the queue: red first, then yellow, then by time left; paused last.

    Requests and residents are read as far as a row shows them, or `whole`.

    1. Walk the open clocks by their due time along the index, one per request (its most pressing), `size` of them.
    2. Read those requests with their residents; 3. read all open clocks of those requests.
    """
    clocks = _page_of_clocks(user, filters, after, size + 1)
    shown = clocks[:size]
    numbers = [clock.number for clock in shown]
    cases = {case.number: case for case in (_whole if whole else _shown)(numbers=numbers)}
    open_clocks = _open_clocks(numbers)
    rows = [QueueRow(cases[number], open_clocks.get(number, [])) for number in numbers if number in cases]
    last = shown[-1] if len(clocks) > size else None
    return QueuePage(rows, Cursor(last.paused_at is not None, last.due_at, last.pk) if last else None)


def queued(user: Any, filters: Filters, *, owner: int | None = None) -> QuerySet[Case]:
    """Open requests in this person's places that fit what the filter says of the request itself.

    `owner`: whose "mine" is, when it is not `user`.
    """
    cases = visible(user, "case.list", Case.objects.filter(state__in=OPEN_STATES))
    simple = {"state": filters.state, "need": filters.need, "severity": filters.severity}
    cases = cases.filter(**{name: value for name, value in simple.items() if value})
    if filters.area:
        cases = cases.filter(area__pk__startswith=filters.area)
    if filters.group:
        cases = cases.filter(groups__contains=[filters.group])
    if filters.mine:
        cases = cases.filter(owner=owner or user)
    if filters.text:
        cases = cases.filter(matches(filters.text, user=user))
    return cases


def matches(text: str, *, user: Any) -> Q:
    """A ticket's number or its end, a telephone number (the resident's or the caller's), or whoever else is meant."""
    text = text.strip()
    found, residents = Q(number=text), Q(pk__in=[])
    if index := blind_index("phone", text):
        found |= Q(caller_phone_index=index)
        residents |= Q(phone_index=index)
    if index := blind_index("name", text):
        residents |= Q(name_index=index)
    # Residents are looked up first: then each condition is one on the request's own columns, and has its index.
    people = set(Person.objects.filter(residents).values_list("pk", flat=True))
    # A whole number means whoever has it; only a part of one is looked for in all others, and at the end of tickets'.
    if not is_whole_mobile(text):
        found |= Q(number__endswith=f"-{text}")
        people |= set(people_found(user, text, action="case.list").people)
    return found | Q(person__in=people) if people else found


def _page_of_clocks(user: Any, filters: Filters, after: Cursor | None, size: int) -> list[Commitment]:
    """The most pressing clock of each request, running ones first; `size` rows at the most."""
    found: list[Commitment] = []
    if filters.light != "paused" and not (after and after.paused):
        found = _walk(user, filters, RUNNING, after, size)
    if len(found) < size and filters.light in ("", "paused"):
        found += _walk(user, filters, PAUSED, after if after and after.paused else None, size)[: size - len(found)]
    return found


def _walk(user: Any, filters: Filters, which: str, after: Cursor | None, size: int) -> list[Commitment]:
    """Clocks from the first, or beyond `after`. The first page of a filter stands compiled for all of equal sight."""
    if after or filters.text:
        clocks = _pressing_clocks(queued(user, filters), filters, which)
        return list(_beyond(clocks, after, "runs_out_at" if which == RUNNING else "due_at")[:size])
    key = (sight(user, "case.list", Case), filters, which, size)
    given = (stand_in(user, user.pk), filters, which, size)  # what stands must not hold on to a request
    return _first_of_mine(key, *given)(owner=user.pk) if filters.mine else _first(key, *given)()


def _first_clocks(user: Any, filters: Filters, which: str, size: int, owner: Any = None) -> QuerySet[Commitment]:
    return _pressing_clocks(queued(user, filters, owner=owner), filters, which)[:size]


_first: StandingBy[Commitment] = StandingBy(_first_clocks)
_first_of_mine: StandingBy[Commitment] = StandingBy(_first_clocks, owner=int)


def _pressing_clocks(cases: QuerySet[Case], filters: Filters, which: str) -> QuerySet[Commitment]:
    """Open clocks that no other clock of the same request comes before."""
    rival = Commitment.objects.filter(number=OuterRef("number"))
    if which == RUNNING:
        clocks = running(Commitment.objects.exclude(number=""), filters.light)
        at, pk = OuterRef("runs_out_at"), OuterRef("pk")
        rival = rival.filter(Q(runs_out_at__lt=at) | Q(runs_out_at=at, pk__lt=pk))
        order = "runs_out_at"
    else:
        clocks = Commitment.objects.filter(paused_at__isnull=False)
        sooner = Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), pk__lt=OuterRef("pk"))
        rival = rival.filter(Q(runs_out_at__isnull=False) | Q(sooner, paused_at__isnull=False))
        order = "due_at"
    if filters.kind:
        clocks, rival = clocks.filter(kind=filters.kind), rival.filter(kind=filters.kind)
    clocks = clocks.filter(~Exists(rival), number__in=cases.values("number"))
    return clocks.only("number", "due_at", "runs_out_at", "paused_at").order_by(order, "pk")


def running(clocks: QuerySet[Commitment], light: str = "") -> QuerySet[Commitment]:
    """Those that run and, where a light is named, show it."""
    clocks = clocks.filter(runs_out_at__isnull=False)
    if light == "overdue":
        return clocks.filter(runs_out_at__lte=Now())
    if light == "near":
        return clocks.filter(runs_out_at__gt=Now(), runs_out_at__lte=Now() + NEAR)
    return clocks


def running_or_paused(clocks: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """The open ones, by two conditions of which each has an index that begins where a kind does."""
    return clocks.filter(Q(runs_out_at__isnull=False) | Q(paused_at__isnull=False))


def _beyond(clocks: QuerySet[Commitment], after: Cursor | None, by: str) -> QuerySet[Commitment]:
    if after is None:
        return clocks
    return clocks.filter(Q(**{f"{by}__gt": after.due_at}) | Q(**{by: after.due_at, "pk__gt": after.pk}))


def _open_clocks(numbers: list[str]) -> dict[str, list[Commitment]]:
    found: dict[str, list[Commitment]] = {}
    for clock in _clocks(numbers=numbers):
        found.setdefault(clock.number, []).append(clock)
    return found


TABS = {
    "all": Filters(),
    "overdue": Filters(light="overdue"),
    "near": Filters(light="near"),
    "dialysis": Filters(group="dialysis"),
    "hospital": Filters(kind="booking.accept"),
    "transport": Filters(kind="case.arrange", state="arranged"),
    "paused": Filters(light="paused"),
    "mine": Filters(mine=True),
}


def district_counts(user: Any) -> dict[str, int]:
    """Open requests by place: how many stand in each area code of the user's scope (for the places column)."""
    cases = visible(user, "case.list", Case.objects.filter(state__in=OPEN_STATES))
    return dict(cases.values_list("area").annotate(count=Count("pk")).order_by("area"))
