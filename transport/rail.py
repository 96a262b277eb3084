"""Where dispatchers, drivers and guards have their pages in the frame, with live counts."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.access.api import visible
from portal.access.roles import Role
from portal.console.rail import RailItem, register
from transport.models import HOLDS_VEHICLE, Trip
from transport.selectors.keeping import lacking_vehicles
from transport.selectors.outside import trips_outside

CENTRE = frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.AUDITOR, Role.DISPATCHER})
KEEPERS = frozenset({Role.DISPATCHER, Role.ADMIN})


def _waiting(user: Any) -> QuerySet[Trip]:
    return visible(user, "trip.assign", Trip.objects.filter(state=Trip.State.WAITING))


def _mine(user: Any) -> QuerySet[Trip]:
    return Trip.objects.filter(driver__user=user, state__in=HOLDS_VEHICLE)


ITEMS = [
    RailItem(
        "board", _("Dispatch"), "transport:board", "board.open", rows=_waiting,
        tone="near", section=1, order=40, icon="truck",
        roles=CENTRE, home_of=frozenset({Role.DISPATCHER}), tab=3, tab_label=_("Dispatch"),
    ),
    RailItem(
        "plans", _("Plan of the day"), "transport:plans", "plan.make", section=1, order=45, icon="calendar-week",
        roles=CENTRE,
    ),
    RailItem(
        "outside", _("Who is out"), "transport:outside", "board.open", rows=trips_outside, section=1, order=50,
        icon="signpost-split", roles=CENTRE, tab=5, tab_label=pgettext_lazy("tab", "Out"),
    ),
    RailItem(
        "gate_log", _("Gate log"), "transport:gate_log", "gatelog.view", section=1, order=55, icon="list-check",
        roles=frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.AUDITOR}),
    ),
    RailItem(
        "fleet", pgettext_lazy("rail", "Fleets"), "transport:vehicles", "vehicle.keep", rows=lacking_vehicles,
        tone="near", section=1,
        order=48, icon="wrench", roles=KEEPERS,
    ),
    RailItem(
        "driver", _("My trips"), "transport:driver", "driver.open", rows=_mine, section=1, order=10,
        icon="truck-front", home_of=frozenset({Role.DRIVER}), tab=1, tab_label=_("Trips"),
    ),
    RailItem(
        "gate", _("Gate"), "transport:gate", "gate.open", section=1, order=10, icon="upc-scan",
        home_of=frozenset({Role.GATE}), tab=1, tab_label=_("Gate"),
    ),
]  # fmt: skip


def register_rail() -> None:
    register(*ITEMS)
