"""Passes: issued with a trip, replaced when it is planned anew, revoked with it."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from portal.audit import services as audit
from portal.commitments import services as commitments
from portal.commitments.subject import Subject
from portal.lifecycle.impossible import explained
from portal.lifecycle.move import database_now
from portal.notices import live
from transport.codes import fresh_code
from transport.models import Pass, Trip
from transport.selectors.alone import gates_near

BEFORE = timedelta(hours=2)  # opens the gate for whoever is early,
AFTER = timedelta(hours=12)  # and for whoever has to wait; the way home is open whenever they come
TRIES = 5


def subject_of_pass(shown: Pass) -> Subject:
    return Subject(kind="pass", id=shown.pk, number=shown.number, area_id=shown.area_id)


@explained()
@transaction.atomic
def issue_pass(trip: Trip, *, by: Any) -> Pass:
    """The pass of a trip, valid around its planned time. Raises Impossible when it has one that is not revoked."""
    now = database_now()
    shown = _with_fresh_code(
        Pass(
            trip=trip,
            area_id=trip.area_id,
            number=trip.number,
            checkpoint_id=trip.checkpoint_id,
            valid_from=min(now, trip.planned_at) if trip.planned_at - BEFORE <= now else trip.planned_at - BEFORE,
            valid_until=max(trip.planned_at, now) + AFTER,
            issued_at=now,
            issued_by=by,
        )
    )
    _journal("pass.issue", shown, by=by)
    _announce(shown)
    return shown


@transaction.atomic
def revoke_passes(trip: Trip, *, by: Any) -> None:
    """Known at every gate at once; nobody waits at one with it any more."""
    for shown in trip.passes.filter(revoked_at=None):
        shown.revoked_at = database_now()
        shown.save(update_fields=["revoked_at"])
        commitments.release(subject_of_pass(shown), ("pass.release",), reason="revoked", by=by)
        _journal("pass.revoke", shown, by=by)
        _announce(shown)


@transaction.atomic
def renew_pass(trip: Trip, *, by: Any) -> Pass:
    """Another pass instead of the one that was lost or no longer fits."""
    revoke_passes(trip, by=by)
    return issue_pass(trip, by=by)


def _with_fresh_code(shown: Pass) -> Pass:
    """Saves under a code that no other pass has; of 34 billion codes two are the same once in a blue moon."""
    for _try in range(TRIES):
        shown.code = fresh_code()
        if Pass.objects.filter(code=shown.code).exists():
            continue
        shown.save(force_insert=True)
        return shown
    raise IntegrityError("no free pass code")


def _journal(action: str, shown: Pass, *, by: Any) -> None:
    audit.record(
        action, by=by, subject_kind="pass", subject_id=str(shown.pk), number=shown.number, area_id=shown.area_id
    )


def _announce(shown: Pass) -> None:
    """To the gates at which this person is to be expected: what they keep for a time without network is renewed."""
    live.publish("pass", area_id=shown.area_id, number=shown.number)
    for checkpoint in gates_near(shown):
        live.publish("pass", area_id=shown.area_id, number=shown.number, checkpoint=checkpoint)
