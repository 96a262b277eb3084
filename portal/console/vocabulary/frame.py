"""An invented frame around the sample page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.console.frame import RAIL, TABS, Shown
from portal.console.rail import Count


class SampleFrame:
    """Stands for portal.console.frame.Frame: the same names, invented counts, nothing read."""

    is_inside, is_me, is_narrow, rail_url = True, False, False, ""
    district, person = "哈尔滨市 · 香坊区", _("Operator Wang")
    search_url, sweep_age, sweep_is_late = "#", 1, False

    def __init__(self) -> None:
        until = timezone.localtime().replace(hour=20, minute=0)
        self.on_duty = [{"person": "赵", "phone": "0451-55550000", "ends_at": until}]
        self.sections = [
            [
                self._place(_("Queue"), "inbox", Count(6, "late"), is_here=True),
                self._place(_("Take a call"), "telephone-plus", key="F2"),
                self._place(_("Dispatch"), "truck", Count(9)),
                self._place(_("People outside"), "geo-alt", Count(17)),
            ],
            [
                self._place(_("Special groups"), "people", Count(3012)),
                self._place(_("Roster"), "calendar-week", Count(2, "near", _("2 gaps"))),
            ],
            [
                self._place(_("Escalations"), "megaphone"),
                self._place(_("Reports"), "bar-chart"),
                self._place(_("Rules"), "journal-text"),
            ],
        ]
        self.tabs = [
            self._place(_("Today"), "calendar-check", is_here=True),
            self._place(_("Register"), "people"),
            self._place(_("Report a need"), "plus-circle"),
        ]

    @property
    def rail(self) -> SafeString:
        return RAIL.of(rail_url=self.rail_url, sections=tuple(map(tuple, self.sections)))

    @property
    def bottom_tabs(self) -> SafeString:
        return TABS.of(tabs=tuple(self.tabs), is_me=self.is_me)

    @staticmethod
    def _place(label: Any, icon: str, count: Count | None = None, *, key: str = "", is_here: bool = False) -> Shown:
        told = (count.tone, str(count)) if count else ("", "")
        return Shown(str(label), str(label), "#", icon, key, is_here, *told)
