"""What a planned session does when its request moved, or the trip that brings the resident there."""

from typing import Any

from django.dispatch import receiver

from cases.models import Case, Outing
from cases.services.treating import session_follows
from portal.lifecycle.signals import moved
from portal.lifecycle.table import Act
from transport.models import Trip

# Move of the request -> what it means for its session.
BY_REQUEST = {
    "arrange": "confirm", "return": "reopen", "reopen": "reopen", "cancel": "call_off", "merge": "call_off",
    "finish": "finish",
}  # fmt: skip
# State of the trip -> the same. A vehicle that was called off is wanted again by the request, under its own clock.
BY_TRIP = {"assigned": "arrange", "at_hospital": "attend", "leaving": "attend", "home": "finish"}


@receiver(moved, sender=Case)
def follow_the_request(act: Act, **kwargs: Any) -> None:
    if name := BY_REQUEST.get(act.transition.name):
        session_follows(act.thing, name, by=act.by)


@receiver(moved, sender=Trip)
def follow_the_trip(act: Act, before: str, **kwargs: Any) -> None:
    """Arranged as soon as a vehicle is assigned, kept when the resident is there, treated when they are home again."""
    trip = act.thing
    name = BY_TRIP.get(trip.state)
    if name is None or trip.state == before:
        return
    if outing := Outing.objects.select_related("case").filter(trip=trip).first():
        session_follows(outing.case, name, by=act.by)
