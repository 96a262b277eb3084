"""Coverage of the registers: what each place should hold by census, what it holds, and how fresh that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Now, Substr

from cases.models import RegisterEntry
from cases.models.vocabulary import Group
from cases.registers.expected import per_thousand
from cases.selectors.freshness import SUBJECT, VERIFY
from portal.access.api import visible
from portal.areas.models import Area, Level
from portal.commitments.models import Commitment

LENGTHS = {Level.DISTRICT: 6, Level.STREET: 9, Level.COMMUNITY: 12}
COMMUNITY = LENGTHS[Level.COMMUNITY]


@dataclass(frozen=True, slots=True)
class Row:
    """One place. `expected` is None where nobody knows how many live there."""

    code: str
    name: str
    population: int | None
    expected: int | None
    registered: int = 0
    in_time: int = 0
    stale: int = 0

    @property
    def percent(self) -> int | None:
        """Registered of expected, in whole percent."""
        return round(100 * self.registered / self.expected) if self.expected else None

    @property
    def fresh_percent(self) -> int | None:
        """Verified in time, of those registered."""
        return round(100 * self.in_time / self.registered) if self.registered else None


ORDERS: dict[str, Callable[[Row], Any]] = {
    "code": lambda row: row.code,
    "name": lambda row: row.name,
    "population": lambda row: row.population or 0,
    "expected": lambda row: row.expected or 0,
    "registered": lambda row: row.registered,
    "in_time": lambda row: row.in_time,
    "stale": lambda row: row.stale,
    "percent": lambda row: -1 if row.percent is None else row.percent,
}


def coverage(
    user: Any, *, area: str = "", group: str = "", level: str = Level.COMMUNITY, order: str = "code"
) -> list[Row]:
    """A row for every place of `level` in this person's places. `order` may begin with a minus."""
    length = LENGTHS.get(Level(level), COMMUNITY) if level in Level.values else COMMUNITY
    places = visible(user, "register.view", Area.objects.filter(level=Level.COMMUNITY, code__startswith=area))
    living = _populations(list(places))
    counted = _counted(user, area=area, group=group, length=length)
    names = dict(Area.objects.filter(pk__in={code[:length] for code in living}).values_list("pk", "name"))
    groups = [group] if group else Group.values
    within: dict[str, list[tuple[str, float | None]]] = defaultdict(list)
    for code, people in living.items():
        within[code[:length]].append((code, people))
    rows = [Row(code, name, *_expected(within[code], groups), *counted[code]) for code, name in names.items()]
    key = ORDERS.get(order.lstrip("-"), ORDERS["code"])
    return sorted(sorted(rows, key=ORDERS["code"]), key=key, reverse=order.startswith("-"))


def total(rows: Iterable[Row]) -> Row:
    """All rows as one. Where the people of any are not known, neither are those of all."""
    rows = list(rows)
    known = [row for row in rows if row.population is not None and row.expected is not None]
    is_whole = len(known) == len(rows)
    return Row(
        "", "",
        sum(row.population or 0 for row in known) if is_whole else None,
        sum(row.expected or 0 for row in known) if is_whole else None,
        *(sum(getattr(row, name) for row in rows) for name in ("registered", "in_time", "stale")),
    )  # fmt: skip


def _expected(living: list[tuple[str, float | None]], groups: Iterable[str]) -> tuple[int | None, int | None]:
    """How many people live in these communities, and how many of them the registers should hold."""
    known = [(code, people) for code, people in living if people is not None]
    if not known:
        return None, None
    wanted = sum(people * sum(per_thousand(group, code) for group in groups) / 1000 for code, people in known)
    return round(sum(people for _code, people in known)), round(wanted)


def _populations(communities: list[Area]) -> dict[str, float | None]:
    """Code -> how many live there. Where it is not known, the people of the nearest place above whose number is known,
    less those of its communities that know theirs, are spread evenly over the others.
    """
    found: dict[str, float | None] = {area.pk: area.population for area in communities}
    unknown = [area for area in communities if area.population is None]
    above = {code for area in unknown for code in area.lineage.values()}
    told = Area.objects.filter(pk__in=above, population__isnull=False)
    people: dict[str, Any] = dict(told.values_list("pk", "population"))
    holders = {area.pk: max((code for code in area.lineage.values() if code in people), default="") for area in unknown}
    shares = {code: _share(code, people[code]) for code in set(holders.values()) if code}
    return found | {code: shares.get(holder) for code, holder in holders.items()}


def _share(code: str, people: int) -> float:
    below = Area.objects.filter(level=Level.COMMUNITY, code__startswith=code)
    told = below.aggregate(known=Sum("population"), unknown=Count("pk", filter=Q(population=None)))
    return max(0, people - (told["known"] or 0)) / max(1, told["unknown"])


def _counted(user: Any, *, area: str, group: str, length: int) -> dict[str, tuple[int, int, int]]:
    """Code -> registered, verified in time, overdue. One query."""
    running = Commitment.objects.open().filter(kind=VERIFY, subject_kind=SUBJECT, subject_id=OuterRef("pk"))
    entries = visible(user, "register.view", RegisterEntry.objects.current().filter(area__pk__startswith=area))
    if group:
        entries = entries.filter(group=group)
    rows = (
        entries.annotate(
            place=Substr("area_id", 1, length),
            is_late=Exists(running.filter(due_at__lte=Now())),
            has_time=Exists(running.filter(due_at__gt=Now())),
        )
        .values("place")
        .annotate(
            registered=Count("pk"),
            in_time=Count("pk", filter=Q(has_time=True, verified_at__isnull=False)),
            stale=Count("pk", filter=Q(is_late=True)),
        )
    )
    found: dict[str, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    return found | {row["place"]: (row["registered"], row["in_time"], row["stale"]) for row in rows}
