"""The places of the frame itself; every app registers its own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.console.rail import Count, RailItem, register
from portal.notices.selectors import unread


def _unread(user: Any) -> Count:
    return Count(unread(user).count())


register(
    RailItem("inbox", _("Notices"), "notices:inbox", "", count=_unread, section=8, order=10, icon="bell", tab=8),
    RailItem("admin", _("Administration"), "admin:index", "site.administer", section=9, order=90, icon="sliders"),
)
