"""The places of the frame itself; every app registers its own."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.access.api import visible
from portal.console.rail import RailItem, register
from portal.notices.models import Delivery
from portal.notices.selectors import dead_letters, unread


def _undelivered(user: Any) -> QuerySet[Delivery]:
    return visible(user, "delivery.view", dead_letters())


register(
    RailItem("inbox", _("Notices"), "notices:inbox", "", rows=unread, section=9, order=10, icon="bell", tab=8),
    RailItem("roster", _("Duty roster"), "accounts:roster", "roster.view", section=3, order=60, icon="calendar-week"),
    RailItem("journal", _("Journal"), "audit:journal", "journal.view", section=9, order=80, icon="journal-text"),
    RailItem(
        "outbox",
        _("Undelivered notices"),
        "notices:dead_letters",
        "delivery.view",
        rows=_undelivered,
        tone="late",
        section=9,
        order=20,
        icon="envelope-exclamation",
    ),
    RailItem("engine", _("Time engine"), "commitments:engine", "engine.view", section=9, order=30, icon="heart-pulse"),
    RailItem("admin", _("Administration"), "admin:index", "site.administer", section=9, order=90, icon="sliders"),
)
