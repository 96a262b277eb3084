"""Where the desk stands in the frame, with how many wait for its answer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hospitals.selectors.desk import waiting_at_desks
from portal.access.roles import Role
from portal.console.rail import Count, RailItem, register


def _asked(user: Any) -> Count | None:
    waiting = waiting_at_desks(user).count()
    return Count(waiting, "near") if waiting else None


def register_rail() -> None:
    register(
        RailItem(
            "desk", _("Hospital desk"), "hospitals:desk", "desk.open", count=_asked, section=1, order=30,
            icon="hospital", home_of=frozenset({Role.DESK}), tab=1, tab_label=_("Desk"),
        )
    )  # fmt: skip
