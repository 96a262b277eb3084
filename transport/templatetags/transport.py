"""Words for the steps of trips in templates, and the button of the next one."""

from typing import Any

from django import template

from portal.access.api import can
from transport.lifecycle import TRIP
from transport.models import Trip
from transport.selectors.driving import next_step
from transport.selectors.steps import step_label

register = template.Library()
register.filter("step_label", step_label)


@register.inclusion_tag("transport/_by_radio.html", takes_context=True)
def by_radio(context: template.RequestContext, trip: Trip) -> dict[str, Any]:
    """The next step, for a dispatcher whom the driver tells by radio, or an operator whom the resident calls."""
    return {"trip": trip, "row": next_step(trip, context.request.user)}


@register.inclusion_tag("transport/_hand_over.html", takes_context=True)
def hands_over(context: template.RequestContext, trip: Trip) -> dict[str, Any]:
    """For whoever answers that nobody out is lost: somebody else has this person now."""
    row = TRIP.by_name["hand_over"]
    is_offered = trip.state in row.sources and can(context.request.user, row.action, trip)
    return {"trip": trip, "row": row if is_offered else None}
