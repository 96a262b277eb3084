"""Whether a pass opens a gate, and if not, why: out once, then in once. The way home is never closed."""

from datetime import datetime

from hospitals.models import Booking
from transport.models import OUTSIDE, WENT_THROUGH, Checkpoint, GateLog, Pass, Trip

Direction, Result = GateLog.Direction, GateLog.Result

# Red, and yet somebody is owed the way: until the gate opens a promise runs (B3c).
OWED = frozenset(
    {
        Result.NOT_YET,
        Result.EXPIRED,
        Result.OTHER_GATE,
        Result.NO_HOSPITAL,
        Result.NOT_READY,
        Result.ANNOUNCED,
        Result.HELD,
    }
)
# A pass that was never shown opens nothing any more.
OVER = (Trip.State.HOME, Trip.State.DISINFECTED, Trip.State.HANDED_OVER)
UNEXPECTED = (Booking.State.ASKED, Booking.State.REFUSED, Booking.State.WITHDRAWN)  # no hospital waits for this person


def judged(shown: Pass, *, checkpoint: Checkpoint, direction: str, at: datetime) -> str:
    """What the portal says to `shown` at `checkpoint`, at that time; neither late nor revoked keeps anybody outside.

    A gate without network tells later, in whatever order: what happened the other way counts only when it came before.
    """
    passed = dict(shown.gate_log.filter(WENT_THROUGH).order_by("-happened_at").values_list("direction", "happened_at"))
    went, came = passed.get(Direction.OUT), passed.get(Direction.IN)
    if direction == Direction.IN:
        if came:
            return Result.ALREADY_IN
        is_outside = went <= at if went else shown.trip.state in (*OUTSIDE, *OVER)
        return Result.OK if is_outside else Result.NEVER_OUT
    return _out(shown, checkpoint=checkpoint, at=at, went=went, came=came)


def _out(shown: Pass, *, checkpoint: Checkpoint, at: datetime, went: datetime | None, came: datetime | None) -> str:
    if shown.revoked_at and shown.revoked_at <= at:
        return Result.REVOKED
    if came and came <= at:
        return Result.ALREADY_IN
    if went:
        return Result.ALREADY_OUT
    if shown.trip.state in OVER:
        return Result.ALREADY_IN
    if at < shown.valid_from:
        return Result.NOT_YET
    if at >= shown.valid_until:
        return Result.EXPIRED
    if shown.checkpoint_id and shown.checkpoint_id != checkpoint.pk:
        return Result.OTHER_GATE
    return Result.OK if is_expected(shown.trip) else Result.NO_HOSPITAL


def is_expected(trip: Trip) -> bool:
    return trip.booking is None or trip.booking.state not in UNEXPECTED
