"""The list of things kept, wherever a person's or a worker's page wants it: it asks for its own rows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.urls import reverse

from cases.models import Job, Person
from cases.selectors.things import things_in_hands_of, things_known_of
from portal.access.api import can

register = template.Library()
TEMPLATE = "cases/things/_list.html"


@register.inclusion_tag(TEMPLATE, takes_context=True)
def things_in_hand(context: Context) -> dict[str, Any]:
    """What the reader keeps for residents."""
    request = context["request"]
    return _shown(context, things_in_hands_of(request.user), add="")


@register.inclusion_tag(TEMPLATE, takes_context=True)
def things_of(context: Context, person: Person) -> dict[str, Any]:
    """What staff keep for a resident, and the way to take more."""
    return _shown(context, things_known_of(person.pk), add=urlencode({"person": person.pk}), of_person=True)


@register.inclusion_tag(TEMPLATE, takes_context=True)
def things_of_job(context: Context, job: Job) -> dict[str, Any]:
    """The same for the resident of a job."""
    return _shown(context, things_known_of(job.case.person_id), add=urlencode({"job": job.pk}), of_person=True)


def _shown(context: Context, things: Any, *, add: str, of_person: bool = False) -> dict[str, Any]:
    request = context["request"]
    may = add and can(request.user, "thing.take")
    add_url = f"{reverse('cases:thing_take')}?{add}&{urlencode({'next': request.path})}" if may else ""
    return {
        "things": things, "of_person": of_person, "next": request.path, "add_url": add_url,
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip
