"""The gate: a pass is shown, judged, logged; the trip moves on; whoever has to wait has a clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from hospitals.models import Booking
from portal.commitments import services as commitments
from portal.commitments.terms import terms_for
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.move import database_now, follow
from portal.notices import live
from portal.notices import services as notices
from portal.notices.clock import DatabaseClock
from transport import codes, tokens
from transport.lifecycle import TRIP
from transport.models import OUTSIDE, Checkpoint, GateLog, Pass, Trip
from transport.services.passes import subject_of_pass

Direction, Result = GateLog.Direction, GateLog.Result

# Red, and yet somebody is owed the way: until the gate opens a promise runs (B3c).
OWED = {
    Result.NOT_YET,
    Result.EXPIRED,
    Result.OTHER_GATE,
    Result.NO_HOSPITAL,
    Result.NOT_READY,
    Result.ANNOUNCED,
}

# The steps that a trip has taken once it is seen going out or coming in, whichever of them were tapped before.
SEEN_OUT: dict[str, tuple[str, ...]] = {
    Trip.Mode.VEHICLE: ("accept", "depart", "pick_up"),
    Trip.Mode.SELF_DRIVE: ("go_out",),
}
SEEN_IN = ("come_home",)


@dataclass(frozen=True, slots=True)
class Scan:
    """What the guard is told: green or red, why, and whose outing it is (None for an unknown pass)."""

    log: GateLog
    shown: Pass | None
    note: Any = ""

    @property
    def is_green(self) -> bool:
        return self.log.result == Result.OK

    @property
    def reason(self) -> str:
        return f"{self.log.get_result_display()}: {self.note}" if self.note else self.log.get_result_display()


@transaction.atomic
def scan(checkpoint: Checkpoint, *, token: str, direction: str, by: Any, happened_at: datetime | None = None) -> Scan:
    """Judges what was shown at `checkpoint` and logs it, green or red.

    1. Read the token or the typed code; lock the pass, so that of two guards one lets the person through.
    2. The same showing sent again (a telephone that was offline) is answered as before.
    3. Judge as of `happened_at` and log. Green: the trip moves on, the wait is over. Red but owed: a clock runs.
    """
    now = database_now()
    at = min(happened_at or now, now)
    shown, unread = _find(token)
    if shown is None:
        return Scan(_log(checkpoint, None, direction=direction, result=unread, at=at, by=by), None)
    if happened_at and (before := _same_showing(shown, checkpoint, direction, at)):
        return Scan(before, shown)
    result, note = judge(shown, checkpoint=checkpoint, direction=direction, at=at), ""
    if result == Result.OK:
        try:
            with transaction.atomic():  # all of its steps, or none
                _let_through(shown, direction=direction, at=at, by=by)
        except MoveRefused as refused:
            result, note = Result.NOT_READY, refused.message
    log = _log(checkpoint, shown, direction=direction, result=result, at=at, by=by)
    if result in OWED:
        _start_waiting(shown, checkpoint, by=by)
    return Scan(log, shown, note)


@transaction.atomic
def announce_waiting(checkpoint: Checkpoint, shown: Pass, *, by: Any) -> GateLog:
    """Somebody stands at the gate and cannot be let through yet: logged, and the clock of the release runs."""
    log = _log(checkpoint, shown, direction=Direction.OUT, result=Result.ANNOUNCED, at=database_now(), by=by)
    _start_waiting(shown, checkpoint, by=by)
    return log


def judge(shown: Pass, *, checkpoint: Checkpoint, direction: str, at: datetime) -> str:
    """Out once, then in once. The way home is never closed: neither a late nor a revoked pass keeps anybody outside."""
    passed = set(shown.gate_log.filter(result=Result.OK).values_list("direction", flat=True))
    if direction == Direction.IN:
        if Direction.IN in passed:
            return Result.ALREADY_IN
        is_outside = Direction.OUT in passed or shown.trip.state in (*OUTSIDE, Trip.State.HOME)
        return Result.OK if is_outside else Result.NEVER_OUT
    if shown.revoked_at and shown.revoked_at <= at:
        return Result.REVOKED
    if Direction.OUT in passed:
        return Result.ALREADY_IN if Direction.IN in passed else Result.ALREADY_OUT
    if at < shown.valid_from:
        return Result.NOT_YET
    if at >= shown.valid_until:
        return Result.EXPIRED
    if shown.checkpoint_id and shown.checkpoint_id != checkpoint.pk:
        return Result.OTHER_GATE
    return Result.OK if _is_expected(shown.trip) else Result.NO_HOSPITAL


def _is_expected(trip: Trip) -> bool:
    return trip.booking is None or trip.booking.state not in (
        Booking.State.ASKED,
        Booking.State.REFUSED,
        Booking.State.WITHDRAWN,
    )


def _find(token: str) -> tuple[Pass | None, str]:
    """The pass, locked; or why there is none."""
    try:
        lookup = _lookup(token.strip())
    except tokens.ForgedToken:
        return None, Result.FORGED
    except codes.Mistyped:
        return None, Result.MISTYPED
    passes = Pass.objects.select_for_update(of=("self",)).select_related("trip__booking", "trip__vehicle")
    shown = passes.filter(**lookup).first()
    return shown, "" if shown else Result.UNKNOWN


def _lookup(shown: str) -> dict[str, Any]:
    return {"pk": tokens.read(shown).pass_id} if tokens.is_token(shown) else {"code": codes.read(shown)}


def _same_showing(shown: Pass, checkpoint: Checkpoint, direction: str, at: datetime) -> GateLog | None:
    return shown.gate_log.filter(checkpoint=checkpoint, direction=direction, happened_at=at).first()


def _log(checkpoint: Checkpoint, shown: Pass | None, *, direction: str, result: str, at: datetime, by: Any) -> GateLog:
    log = GateLog.objects.create(
        shown=shown,
        checkpoint=checkpoint,
        area_id=checkpoint.area_id,
        direction=direction,
        result=result,
        happened_at=at,
        recorded_at=DatabaseClock(),
        by=by,
    )
    number = shown.number if shown else ""
    live.publish("gate", area_id=checkpoint.area_id, number=number, checkpoint=checkpoint.pk)
    return log


def _let_through(shown: Pass, *, direction: str, at: datetime, by: Any) -> None:
    for step in SEEN_OUT[shown.trip.mode] if direction == Direction.OUT else SEEN_IN:
        follow(TRIP, shown.trip, step, by=by, happened_at=at)
    commitments.keep(subject_of_pass(shown), ("pass.release",), by=by)


def _start_waiting(shown: Pass, checkpoint: Checkpoint, *, by: Any) -> None:
    """The clock of the release, and word to the command centre. Shown again while it runs, it is the same wait."""
    subject = subject_of_pass(shown)
    terms = terms_for("pass.release", area_id=shown.area_id, facts={}, policy_ref=shown.trip.policy_ref or None)
    wait = commitments.promise("pass.release", subject=subject, terms=terms, by=by)
    post = f"operator@{shown.area.lineage.get('district', shown.area_id)}"
    params = {"checkpoint": checkpoint.pk}
    notices.tell(post, "pass.stopped", subject=subject, params=params, cause=f"pass.stopped:{wait.pk}")
