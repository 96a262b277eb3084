"""Steps of trips: those that stand, and when a trip set out."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from transport.models import Trip, TripStep

# Steps that the desk adds to a trip by vehicle: no states of their own.
RECEIVED, MAY_LEAVE = "received", "may_leave"
OF_THE_DESK = {RECEIVED: _("received by the hospital"), MAY_LEAVE: _("treated, waits for the way home")}
# What happens on the way and changes nothing about where the trip stands.
TROUBLE, RELIEVED, IS_BACK = "trouble", "relieved", "is_back"
ON_THE_WAY = {
    TROUBLE: _("trouble reported"),
    RELIEVED: _("another vehicle has taken over"),
    IS_BACK: pgettext_lazy("step", "is back"),
}


def standing_steps(trip: Trip) -> list[TripStep]:
    """What happened, in order, without corrections and without what they took back."""
    return list(trip.steps.filter(corrects=None, correction=None).order_by("happened_at", "pk"))


def standing_step(trip: Trip, name: str) -> TripStep | None:
    return trip.steps.filter(corrects=None, correction=None, name=name).order_by("-pk").first()


def set_out_at(trip: Trip) -> datetime | None:
    """When the outing began: departed, out, or picked up where the departure was never tapped."""
    names = (Trip.State.DEPARTED, Trip.State.OUT, Trip.State.PICKED_UP)
    first = trip.steps.filter(corrects=None, correction=None, name__in=names).order_by("happened_at").first()
    return first.happened_at if first else None


def seen_out_at(trip: Trip) -> datetime | None:
    """When a gate has seen this person go out, if its word is the last: as the database says of each new word."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT transport_seen_out(%s)", [trip.pk])
        return cursor.fetchone()[0]


def step_label(name: str) -> Any:
    """A step in words: the state that it reached, or what the desk, the driver or the dispatcher added."""
    return OF_THE_DESK.get(name) or ON_THE_WAY.get(name) or dict(Trip.State.choices).get(name, name)
