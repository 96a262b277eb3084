"""Trouble on a trip: told at once to whoever dispatches and to whoever it concerns, and open until it is answered."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from hospitals.lifecycle import BOOKING
from hospitals.vocabulary import Refusal
from portal.audit import services as audit
from portal.commitments import services as commitments
from portal.commitments.terms import terms_for
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.impossible import explained
from portal.lifecycle.move import database_now, follow, subject_of
from portal.lifecycle.patience import done_again_after_a_deadlock
from portal.notices import live
from portal.notices import services as notices
from transport.effects import write_step
from transport.lifecycle import TRIP
from transport.models import Trip, Trouble
from transport.selectors.steps import TROUBLE
from transport.services.keeping import withdraw_vehicle

Kind = Trouble.Kind
CLOCK = "trip.trouble"
OVER = frozenset({Trip.State.DISINFECTED, Trip.State.CANCELLED, Trip.State.HANDED_OVER})


@done_again_after_a_deadlock
@explained()
@transaction.atomic
def report_trouble(
    trip: Trip, *, kind: str, by: Any, words: str = "", refusal: str = "", happened_at: datetime | None = None
) -> Trouble:
    """Written down as a step with the time at which it happened; a clock runs until a dispatcher has answered.

    1. The same trouble reported again while it is open is the same. 2. Write, promise, tell. 3. Draw what follows by
       itself: a vehicle that has broken down is out of service and what it was to fetch goes to others; an institution
       that turned somebody away has refused them, for the reason `refusal`, and the person is placed anew.
    Raises MoveRefused when the trip is over, or nobody has been brought anywhere who could be turned away.
    """
    trip = Trip.objects.select_for_update(of=("self",)).get(pk=trip.pk)
    if trip.state in OVER:
        raise MoveRefused(_("This trip is over."))
    if kind == Kind.TURNED_AWAY and not trip.is_out:
        raise MoveRefused(_("Nobody has been picked up yet who could be turned away."))
    known = trip.troubles.filter(kind=kind, settled_at=None).first()
    if known and not words:
        return known
    now = database_now()
    at = min(happened_at or now, now)
    trouble = Trouble.objects.create(
        trip=trip, area_id=trip.area_id, number=trip.number, kind=kind, words=words or None,
        happened_at=at, recorded_at=now, by=by,
    )  # fmt: skip
    write_step(trip, TROUBLE, by=by, happened_at=at)
    subject = subject_of(TRIP, trip)
    facts = {**TRIP.facts(trip), "trouble": kind}
    terms = terms_for(CLOCK, area_id=trip.area_id, facts=facts, policy_ref=trip.policy_ref or None)
    commitments.promise(CLOCK, subject=subject, terms=terms, started_at=at, by=by)
    _journal("trip.trouble", trouble, by=by)
    for post in _posts(trip, kind):
        notices.tell(post, f"trouble.{kind}", subject=subject, cause=f"trouble:{trouble.pk}")
    _announce(trip)
    if kind == Kind.BREAKDOWN:
        _withdraw(trip, by=by)
    elif kind == Kind.TURNED_AWAY and trip.booking:
        said = {"code": refusal or Refusal.OTHER, "note": words}
        follow(BOOKING, trip.booking, "refuse", by=by, data=said, happened_at=at)
    return trouble


def _withdraw(trip: Trip, *, by: Any) -> None:
    """The reason is kept in the language of the house, whatever the driver's telephone speaks."""
    if trip.vehicle is None or trip.vehicle.out_of_service:
        return
    with override(settings.LANGUAGE_CODE):
        reason = _("broken down, as reported on trip %(number)s") % {"number": trip.number}
    withdraw_vehicle(trip.vehicle, reason=reason, by=by)


@transaction.atomic
def settle_trouble(trouble: Trouble, *, answer: str, by: Any) -> Trouble:
    """A dispatcher says what is done about it; the driver is told. Settled already: it stays as it was settled."""
    trouble = Trouble.objects.select_for_update(of=("self",)).select_related("trip__driver").get(pk=trouble.pk)
    if trouble.settled_at:
        return trouble
    trouble.settled_at, trouble.settled_by, trouble.answer = database_now(), by, answer or None
    trouble.save(update_fields=["settled_at", "settled_by", "answer"])
    trip = trouble.trip
    subject = subject_of(TRIP, trip)
    if not trip.troubles.filter(settled_at=None).exists():
        commitments.keep(subject, (CLOCK,), by=by)
    _journal("trip.trouble_settled", trouble, by=by)
    if trip.driver and trip.driver.user_id:
        notices.tell(f"user:{trip.driver.user_id}", "trouble.settled", subject=subject, cause=f"settled:{trouble.pk}")
    _announce(trip)
    return trouble


def _posts(trip: Trip, kind: str) -> list[str]:
    """Whoever dispatches hears of everything; of a person in danger or turned away the centre hears as well (N1)."""
    district = trip.area.lineage.get("district", trip.area_id)
    posts = [f"fleet:{trip.fleet_id}" if trip.fleet_id else "", f"dispatcher@{district}"]
    if kind in (Kind.WORSE, Kind.TURNED_AWAY, Kind.NOT_FOUND):
        posts.append(f"operator@{district}")
    if kind in (Kind.WORSE, Kind.TURNED_AWAY):
        posts.append(f"supervisor@{district}")
    return [post for post in posts if post]


def _announce(trip: Trip) -> None:
    live.publish("trip", area_id=trip.area_id, number=trip.number, **TRIP.hears(trip))


def _journal(action: str, trouble: Trouble, *, by: Any) -> None:
    trip = trouble.trip
    about = {"subject_kind": "trip", "subject_id": str(trip.pk), "number": trip.number, "area_id": trip.area_id}
    audit.record(action, by=by, **about, detail={"kind": trouble.kind})
