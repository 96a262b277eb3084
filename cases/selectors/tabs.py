"""The tabs above the queue: those everybody has and those a person saved, each with its live count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.models import Case, SavedTab
from cases.selectors.counting import counts_by_owner, counts_of
from cases.selectors.queue import TABS, Filters
from portal.access.api import sight
from portal.notices.live.rounds import SharedReading
from portal.standing import Standing

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
COMMON = {name: filters for name, filters in TABS.items() if not filters.mine}
COUNTS: SharedReading[dict[str, int]] = SharedReading()
OWNED: SharedReading[dict[int, int]] = SharedReading()
TONES = {"overdue": "late", "near": "near"}
# Set by tabs only: two tabs that agree in everything visible still differ in these.
HIDDEN = ("light", "kind", "mine")


_saved = Standing(lambda user: SavedTab.objects.filter(user=user), user=int)


def saved_tabs_of(user: Any) -> list[SavedTab]:
    return _saved(user=user.pk)


@dataclass(frozen=True, slots=True)
class CountedTab:
    name: str
    label: Any
    filters: Filters
    tone: str = ""
    count: int = 0
    saved_id: int | None = None


def counted_tabs(user: Any, saved: Mapping[int, tuple[str, Filters]], *, is_live: bool = False) -> list[CountedTab]:
    """Everybody's tabs, then the saved ones (id → name and filter). One query, however many stand there.

    `is_live`: many ask at this moment; all but what they saved is counted for all of equal sight at once.
    """
    tabs = [CountedTab(name, LABELS[name], TABS[name], tone=TONES.get(name, "")) for name in LABELS]
    tabs += [CountedTab(f"saved-{pk}", name, filters, saved_id=pk) for pk, (name, filters) in saved.items()]
    counts = counts_of(user, {tab.name: tab.filters for tab in tabs if tab.saved_id or not is_live})
    if is_live:
        equals = sight(user, "case.list", Case)
        counts |= COUNTS.read(equals, lambda: counts_of(user, COMMON))
        counts["mine"] = OWNED.read(equals, lambda: counts_by_owner(user)).get(user.pk, 0)
    return [replace(tab, count=counts[tab.name]) for tab in tabs]


def current_tab(tabs: list[CountedTab], filters: Filters) -> CountedTab | None:
    """The tab that a filter belongs to: the one that says most of it; None when it goes beyond all."""
    fitting = [tab for tab in tabs if _fits(tab.filters, filters)]
    return max(fitting, key=lambda tab: len(_told(tab.filters)), default=None)


def _told(filters: Filters) -> dict[str, Any]:
    return {name: value for name, value in asdict(filters).items() if value}


def _fits(tab: Filters, filters: Filters) -> bool:
    hidden_agree = all(getattr(tab, name) == getattr(filters, name) for name in HIDDEN)
    return hidden_agree and all(getattr(filters, name) == value for name, value in _told(tab).items())
