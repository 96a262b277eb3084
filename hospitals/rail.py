"""Where the desk stands in the frame, with how many wait for its answer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hospitals.selectors.desk import waiting_at_desks
from portal.access.roles import Role
from portal.console.rail import Count, RailItem, register


def _asked(user: Any) -> Count | None:
    waiting = waiting_at_desks(user).count()
    return Count(waiting, "near") if waiting else None


KEEPERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
CALLERS = frozenset({Role.OPERATOR, Role.MEDIC, Role.GRID, Role.SUPERVISOR, Role.ADMIN})


def register_rail() -> None:
    register(
        RailItem(
            "clinics",
            _("Online clinics"),
            "hospitals:clinics",
            "clinic.list",
            section=3,
            order=56,
            icon="laptop",
            roles=CALLERS,
        )
    )
    register(
        RailItem(
            "squads_kept",
            _("Squads kept"),
            "hospitals:squads",
            "squad.keep",
            section=3,
            order=58,
            icon="person-badge",
            roles=KEEPERS,
        )
    )
    register(
        RailItem(
            "desk", _("Hospital desk"), "hospitals:desk", "desk.open", count=_asked, section=1, order=30,
            icon="hospital", home_of=frozenset({Role.DESK}), tab=1, tab_label=_("Desk"),
        )
    )  # fmt: skip
