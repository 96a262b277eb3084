"""The gate: a pass is shown, judged, logged; the trip moves on; whoever has to wait has a clock."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.commitments import services as commitments
from portal.commitments.terms import terms_for
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.move import database_now
from portal.lifecycle.patience import done_again_after_a_deadlock
from portal.notices import live
from portal.notices import services as notices
from portal.notices.clock import DatabaseClock
from portal.notices.subject import Subject
from transport import codes, tokens
from transport.models import LET_THROUGH, Checkpoint, GateLog, Pass
from transport.selectors.judging import OWED, judged
from transport.services.passes import subject_of_pass
from transport.services.passing import let_through, record_as_it_happened, watch_over

Direction, Result = GateLog.Direction, GateLog.Result


@dataclass(frozen=True, slots=True)
class Scan:
    """What the guard is told: green or red, why, and whose outing it is (None for an unknown pass)."""

    log: GateLog
    shown: Pass | None
    note: Any = ""

    @property
    def is_green(self) -> bool:
        return self.log.let_through

    @property
    def reason(self) -> str:
        said = self.log.get_result_display()
        return f"{said}: {self.note}" if self.note else said


@done_again_after_a_deadlock
@transaction.atomic
def scan(
    checkpoint: Checkpoint,
    *,
    token: str,
    direction: str,
    by: Any,
    happened_at: datetime | None = None,
    decided: str = "",
) -> Scan:
    """Judges what was shown at `checkpoint` and logs it, green or red.

    1. Read the token or the typed code; lock the pass, so that of two guards one lets the person through.
    2. The same showing sent again (a telephone that was offline) is answered as before.
    3. Judge as of `happened_at` and log. Green: the trip moves on, the wait is over. Red but owed: a clock runs. From
       the log the database knows who is out, so that steps which follow it are taken though the portal would have said
       no.

    `decided` is what was decided at the gate itself, without network or by hand. It has happened, so it is logged
    whatever the portal thinks of it, and somebody who went is out; where the two differ, the supervisor hears of it.
    """
    now = database_now()
    at = min(happened_at or now, now)
    shown, unread = _find(token)
    here = {"direction": direction, "at": at, "by": by}
    if shown is None:
        return Scan(_log(checkpoint, None, result=unread, decided=decided, **here), None)
    if happened_at and (before := _same_showing(shown, checkpoint, direction, at)):
        return Scan(before, shown)
    result = judged(shown, checkpoint=checkpoint, direction=direction, at=at)
    result, note = _carry_out(shown, result, decided=decided, **here)
    log = _log(checkpoint, shown, result=result, decided=decided, **here)
    if log.let_through and result != Result.OK:
        record_as_it_happened(shown, **here)
    if log.let_through:
        watch_over(shown, by=by)
    if result in OWED and not log.let_through:
        _start_waiting(shown, checkpoint, since=at, by=by)
    return Scan(log, shown, note)


@transaction.atomic
def announce_waiting(checkpoint: Checkpoint, shown: Pass, *, by: Any) -> GateLog:
    """Somebody stands at the gate and cannot be let through yet: logged, and the clock of the release runs."""
    log = _log(checkpoint, shown, direction=Direction.OUT, result=Result.ANNOUNCED, at=database_now(), by=by)
    _start_waiting(shown, checkpoint, since=log.happened_at, by=by)
    return log


def _carry_out(shown: Pass, result: str, *, decided: str, direction: str, at: datetime, by: Any) -> tuple[str, Any]:
    """Moves the trip on where the portal says yes; the result as it stands then, and what is to be said besides."""
    note: Any = ""
    if result == Result.OK and decided and decided not in LET_THROUGH:
        return Result.HELD, note
    if result == Result.OK:
        try:
            let_through(shown, direction=direction, at=at, by=by)
        except MoveRefused as refused:
            result, note = Result.NOT_READY, refused.message
    return result, note


def _find(token: str) -> tuple[Pass | None, str]:
    """The pass, locked; or why there is none."""
    if not token.strip():
        return None, Result.NO_PASS
    try:
        lookup = _lookup(token.strip())
    except tokens.ForgedToken:
        return None, Result.FORGED
    except codes.Mistyped:
        return None, Result.MISTYPED
    passes = Pass.objects.select_for_update(of=("self",)).select_related("trip__booking", "trip__vehicle", "area")
    shown = passes.filter(**lookup).first()
    return shown, "" if shown else Result.UNKNOWN


def _lookup(shown: str) -> dict[str, Any]:
    return {"pk": tokens.read(shown).pass_id} if tokens.is_token(shown) else {"code": codes.read(shown)}


def _same_showing(shown: Pass, checkpoint: Checkpoint, direction: str, at: datetime) -> GateLog | None:
    return shown.gate_log.filter(checkpoint=checkpoint, direction=direction, happened_at=at).first()


def _log(
    checkpoint: Checkpoint,
    shown: Pass | None,
    *,
    direction: str,
    result: str,
    at: datetime,
    by: Any,
    decided: str = "",
) -> GateLog:
    log = GateLog.objects.create(
        shown=shown,
        checkpoint=checkpoint,
        area_id=checkpoint.area_id,
        direction=direction,
        result=result,
        decided=decided,
        happened_at=at,
        recorded_at=DatabaseClock(),
        by=by,
    )
    number = shown.number if shown else ""
    live.publish("gate", area_id=checkpoint.area_id, number=number, checkpoint=checkpoint.pk)
    if log.is_conflict:
        _tell_of_conflict(log, number)
    return log


def _start_waiting(shown: Pass, checkpoint: Checkpoint, *, since: datetime, by: Any) -> None:
    """The clock of the release, and word to the command centre. Shown again while it runs, it is the same wait."""
    subject = subject_of_pass(shown)
    terms = terms_for("pass.release", area_id=shown.area_id, facts={}, policy_ref=shown.trip.policy_ref or None)
    wait = commitments.promise("pass.release", subject=subject, terms=terms, started_at=since, by=by)
    post = f"operator@{shown.area.lineage.get('district', shown.area_id)}"
    params = {"checkpoint": checkpoint.pk}
    notices.tell(post, "pass.stopped", subject=subject, params=params, cause=f"pass.stopped:{wait.pk}")


def _tell_of_conflict(log: GateLog, number: str) -> None:
    """To the gate and to its supervisor: the gate decided otherwise than the portal would have."""
    area = log.checkpoint.area
    subject = Subject("gatelog", uuid.uuid5(uuid.NAMESPACE_OID, f"gatelog:{log.pk}"), number, area.pk)
    params = {"decided": log.decided, "result": log.result, "direction": log.direction, "checkpoint": log.checkpoint_id}
    for post in (f"supervisor@{area.lineage.get('district', area.pk)}", f"checkpoint:{log.checkpoint_id}"):
        notices.tell(post, "gate.conflict", subject=subject, params=params, cause=f"gate.conflict:{log.pk}")
