"""Where the desk stands in the frame, with how many wait for its answer."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.models import Hospital, Places
from hospitals.selectors.desk import waiting_at_desks
from portal.access.api import visible
from portal.access.roles import Role
from portal.console.rail import RailItem, register

KEEPERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
ARRANGERS = frozenset(Role) - {Role.DRIVER, Role.GATE}
CALLERS = frozenset({Role.OPERATOR, Role.MEDIC, Role.GRID, Role.SUPERVISOR, Role.ADMIN})


def _stale(user: Any) -> QuerySet[Hospital]:
    """Institutions whose desks have let their figures grow old, of the places that this person supervises."""
    own = visible(user, "hospital.supervise", Hospital.objects.filter(is_open=True))
    return own.filter(places__in=Places.objects.stale()).distinct()


def _to_count_again(user: Any) -> QuerySet[Places]:
    return visible(user, "places.report", Places.objects.stale().filter(hospital__is_open=True))


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
            "desk", _("Hospital desk"), "hospitals:desk", "desk.open", rows=waiting_at_desks, tone="near",
            section=1, order=30, icon="hospital", home_of=frozenset({Role.DESK}), tab=1, tab_label=_("Desk"),
        )
    )  # fmt: skip
    register(
        RailItem(
            "institutions", _("Institutions"), "hospitals:institutions", "hospital.list", section=3, order=57,
            icon="hospital", roles=ARRANGERS,
        ),
        RailItem(
            "matrix", _("Designation matrix"), "hospitals:matrix", "designation.view", section=3, order=58,
            icon="table", roles=frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.MEDIC, Role.AUDITOR, Role.ADMIN}),
        ),
        RailItem(
            "closures", _("Closed institutions"), "hospitals:closures", "closure.list", section=3, order=59,
            icon="door-closed", roles=frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN}),
        ),
        RailItem(
            "report_places", _("Report places"), "hospitals:report_mine", "places.report", rows=_to_count_again,
            tone="near", section=1, order=31, icon="clipboard-check", tab=3, tab_label=pgettext_lazy("tab", "Places"),
        ),
        RailItem(
            "institutions_supervised", pgettext_lazy("rail", "Compliance"), "hospitals:supervision",
            "hospital.supervise", rows=_stale, tone="near", section=4, order=65, icon="building-check",
        ),
    )  # fmt: skip
