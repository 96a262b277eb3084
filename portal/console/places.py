"""The places of the frame itself; every app registers its own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.access.api import visible
from portal.console.rail import Count, RailItem, register
from portal.notices.selectors import dead_letters, unread


def _unread(user: Any) -> Count:
    return Count(unread(user).count())


def _undelivered(user: Any) -> Count | None:
    found = visible(user, "delivery.view", dead_letters()).count()
    return Count(found, "late") if found else None


register(
    RailItem("inbox", _("Notices"), "notices:inbox", "", count=_unread, section=9, order=10, icon="bell", tab=8),
    RailItem("roster", _("Duty roster"), "accounts:roster", "roster.view", section=3, order=60, icon="calendar-week"),
    RailItem("journal", _("Journal"), "audit:journal", "journal.view", section=9, order=80, icon="journal-text"),
    RailItem(
        "outbox",
        _("Undelivered notices"),
        "notices:dead_letters",
        "delivery.view",
        count=_undelivered,
        section=9,
        order=20,
        icon="envelope-exclamation",
    ),
    RailItem("engine", _("Time engine"), "commitments:engine", "engine.view", section=9, order=30, icon="heart-pulse"),
    RailItem("admin", _("Administration"), "admin:index", "site.administer", section=9, order=90, icon="sliders"),
)
