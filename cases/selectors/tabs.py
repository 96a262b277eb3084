"""The tabs above the queue: those everybody has and those a person saved, each with its live count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.models.vocabulary import OPEN_STATES
from cases.selectors.queue import TABS, Filters, queue_counts
from portal.access.api import visible
from portal.commitments.models import Commitment
from portal.commitments.selectors import NEAR

LABELS = {
    "all": _("All in hand"),
    "overdue": _("Overdue"),
    "near": _("Due within 30 min"),
    "dialysis": _("Dialysis"),
    "transport": _("Waiting for a vehicle"),
    "hospital": _("Hospital not answered"),
    "paused": _("Paused"),
    "mine": _("Mine"),
}
TONES = {"overdue": "late", "near": "near"}
# Set by tabs only: two tabs that agree in everything visible still differ in these.
HIDDEN = ("light", "kind", "mine")


@dataclass(frozen=True, slots=True)
class CountedTab:
    name: str
    label: Any
    filters: Filters
    count: int | None
    tone: str = ""
    saved_id: int | None = None


def counted_tabs(user: Any, saved: Mapping[int, tuple[str, Filters]]) -> list[CountedTab]:
    """Everybody's tabs, then the saved ones (id → name and filter). Three queries, however many stand there."""
    counts = queue_counts(user)
    common = [CountedTab(n, LABELS[n], TABS[n], counts[n], TONES.get(n, "")) for n in LABELS]
    saved_counts = _saved_counts(user, {pk: filters for pk, (_name, filters) in saved.items()})
    own = [
        CountedTab(f"saved-{pk}", name, filters, saved_counts.get(pk), saved_id=pk)
        for pk, (name, filters) in saved.items()
    ]
    return common + own


def current_tab(tabs: list[CountedTab], filters: Filters) -> CountedTab | None:
    """The tab that a filter belongs to: the one that says most of it; None when it goes beyond all."""
    fitting = [tab for tab in tabs if _fits(tab.filters, filters)]
    return max(fitting, key=lambda tab: len(_told(tab.filters)), default=None)


def _told(filters: Filters) -> dict[str, Any]:
    return {name: value for name, value in asdict(filters).items() if value}


def _fits(tab: Filters, filters: Filters) -> bool:
    hidden_agree = all(getattr(tab, name) == getattr(filters, name) for name in HIDDEN)
    return hidden_agree and all(getattr(filters, name) == value for name, value in _told(tab).items())


def _saved_counts(user: Any, saved: Mapping[int, Filters]) -> dict[int, int]:
    if not saved:
        return {}
    cases = visible(user, "case.list", Case.objects.filter(state__in=OPEN_STATES))
    counts = {f"tab_{pk}": Count("pk", filter=_condition(user, filters)) for pk, filters in saved.items()}
    return {int(name.removeprefix("tab_")): count for name, count in cases.aggregate(**counts).items()}


def _condition(user: Any, filters: Filters) -> Q:
    """The same narrowing that the queue does, as one condition on requests."""
    condition = Q(pk__isnull=False)
    for name in ("state", "need", "severity"):
        if value := getattr(filters, name):
            condition &= Q(**{name: value})
    if filters.area:
        condition &= Q(area__pk__startswith=filters.area)
    if filters.group:
        condition &= Q(groups__contains=[filters.group])
    if filters.mine:
        condition &= Q(owner=user)
    if filters.light or filters.kind:
        condition &= _clocks(filters)
    return condition


def _clocks(filters: Filters) -> Q:
    clocks = Commitment.objects.open().filter(number=OuterRef("number"))
    if filters.kind:
        clocks = clocks.filter(kind=filters.kind)
    running = clocks.filter(paused_at=None)
    late = running.filter(due_at__lte=Now())
    if filters.light == "overdue":
        return Q(Exists(late))
    if filters.light == "near":
        return Q(Exists(running.filter(due_at__lte=Now() + NEAR))) & ~Q(Exists(late))
    if filters.light == "paused":
        return Q(Exists(clocks)) & ~Q(Exists(running))
    return Q(Exists(clocks))
