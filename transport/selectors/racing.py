"""Who was quicker, in words for the dispatcher who was not: what became of the outing, or of the vehicle."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.selectors import entries_about
from portal.console.templatetags.console import moment
from portal.lifecycle.errors import InvalidInput, MoveRefused, WrongState
from transport.models import HOLDS_VEHICLE, Trip, Vehicle
from transport.selectors.standing import USUAL_HOLD

JUST_NOW = timedelta(minutes=15)  # what happened earlier stood on the screen and is no news
GIVEN = ("trip.assign", "trip.reassign", "trip.relieve")


def why_refused(refused: MoveRefused, trip: Trip, vehicle: Vehicle) -> str:
    """The refusal itself, what fields said, and whoever did what stands in the way."""
    if isinstance(refused, InvalidInput):
        return " ".join(str(words) for told in refused.fields.values() for words in told)
    who = what_became_of(trip) if isinstance(refused, WrongState) else _about_vehicle(trip, vehicle)
    return f"{refused.message} {who}".strip()


def what_became_of(trip: Trip) -> str:
    """王 gave 20261122-0258 the vehicle 黑A·0012 at 10:42."""
    trip = Trip.objects.select_related("vehicle").get(pk=trip.pk)
    last = entries_about("trip", trip.pk).first()
    if last is None or last.by is None:
        return ""
    words = {"by": last.by, "at": moment(last.at), "number": trip.number, "plate": trip.vehicle or ""}
    if last.action in GIVEN and trip.vehicle:
        return _("%(by)s gave %(number)s the vehicle %(plate)s at %(at)s.") % words
    return _("%(by)s did this at %(at)s.") % words


def _about_vehicle(trip: Trip, vehicle: Vehicle) -> str:
    """The same about whoever the vehicle was just given to for that time; "" where it was nobody's doing just now."""
    begins = max(trip.planned_at, timezone.now())
    holding = Trip.objects.filter(
        vehicle=vehicle, state__in=HOLDS_VEHICLE, during__overlap=(begins, begins + USUAL_HOLD)
    ).exclude(pk=trip.pk)
    for other in holding.order_by("-created_at"):
        given = entries_about("trip", other.pk).filter(action__in=GIVEN).first()
        if given and given.by and timezone.now() - given.at < JUST_NOW:
            words = {"by": given.by, "at": moment(given.at), "number": other.number, "plate": vehicle}
            return _("%(by)s gave %(number)s the vehicle %(plate)s at %(at)s.") % words
    return ""
