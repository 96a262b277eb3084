"""What must hold afterwards, asked of the database: nothing missed, doubled, early, after the fact, or lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from tests.faults.site import Site, eventually
from tests.faults.workload import FAILED, OK, History

QUIET_WITHIN = 60.0  # seconds until everything due is fired and the outbox empty, once the fault is over

# Rungs whose instant passed while their promise ran, by the database's clock; a second's grace for what is due now.
# A pause moves the due time, and while it lasts nothing comes due: also when the promise is settled out of it.
MISSED = """
SELECT c.id, s.level FROM commitments_commitment c JOIN commitments_ladderstep s ON s.ladder_id = c.ladder_id
WHERE c.started_at >= %s AND c.paused_at IS NULL
  AND c.due_at + s.after < coalesce(c.kept_at, c.released_at, clock_timestamp() - interval '1 second')
  AND NOT EXISTS (SELECT FROM commitments_segment p WHERE p.commitment_id = c.id AND p.kind = 'paused'
                  AND p.ended_at = coalesce(c.kept_at, c.released_at))
  AND NOT EXISTS (SELECT FROM commitments_escalation e
                  WHERE e.commitment_id = c.id AND e.cycle = c.cycle AND e.level = s.level)
"""
DOUBLED = """
SELECT commitment_id, cycle, level FROM commitments_escalation GROUP BY 1, 2, 3 HAVING count(*) > 1
"""
EARLY = "SELECT commitment_id, level FROM commitments_escalation WHERE fired_at < due_at"
AFTER_THE_FACT = """
SELECT c.id, e.level FROM commitments_escalation e JOIN commitments_commitment c ON c.id = e.commitment_id
WHERE e.fired_at > coalesce(c.kept_at, c.released_at)
"""
LATENESS = """
SELECT coalesce(max(e.fired_at - e.due_at), interval '0'), count(*) FROM commitments_escalation e
WHERE e.fired_at >= %s
"""
UNFIRED = """
SELECT count(*) FROM commitments_commitment WHERE next_due_at < clock_timestamp() AND fault_retry_at IS NULL
"""
WAITING = "SELECT count(*) FROM notices_delivery WHERE state = 'waiting'"
KEYS = "SELECT idempotency_key::text FROM notices_delivery WHERE state = 'delivered'"
# The journal has one line for every act that a program was told was done.
JOURNAL = "SELECT number, action, count(*) FROM audit_entry WHERE at >= %s GROUP BY 1, 2"


@dataclass
class Verdict:
    """Of one round. `problems` names every invariant that did not hold; empty is what is hoped for."""

    problems: list[str] = field(default_factory=list)
    lasted: float = 0.0
    lateness: timedelta = timedelta(0)
    fired: int = 0
    letters: int = 0
    history: History = field(default_factory=History)

    def holds(self, name: str, found: list[object] | int) -> None:
        if found:
            self.problems.append(f"{name}: {found if isinstance(found, int) else f'{len(found)}, first {found[0]}'}")


def check(site: Site, history: History, *, quiet_within: float = QUIET_WITHIN) -> Verdict:
    """Waits until the copy is quiet, then asks for each invariant."""
    verdict = Verdict(history=history)
    is_quiet = eventually(lambda: site.is_answering() and not site.value(UNFIRED), within=quiet_within)
    verdict.holds("not fired when all was well again", 0 if is_quiet else site.value(UNFIRED))
    is_empty = eventually(lambda: not site.value(WAITING), within=quiet_within)
    verdict.holds("left in the outbox", 0 if is_empty else site.value(WAITING))
    verdict.holds("missed", site.rows(MISSED, history.began_at))
    verdict.holds("doubled", site.rows(DOUBLED))
    verdict.holds("fired early", site.rows(EARLY))
    verdict.holds("fired after it was kept", site.rows(AFTER_THE_FACT))
    verdict.holds("acknowledged and lost", lost(site, history))
    verdict.holds("carried out twice", repeated(site, history))
    keys = {key for (key,) in site.rows(KEYS)}
    verdict.holds("never reached the receiver", sorted(keys - set(site.receiver.inbox.keys)))
    verdict.lateness, verdict.fired = site.rows(LATENESS, history.began_at)[0]
    verdict.letters = len(keys)
    return verdict


def lost(site: Site, history: History) -> list[object]:
    """Acts that a program was told were done, and of which the journal has fewer."""
    written = {(number, action): count for number, action, count in site.rows(JOURNAL, history.began_at)}
    told: dict[tuple[str, str], int] = {}
    for call in history.of(OK):
        place = (call.number, f"case.{call.act}")
        told[place] = told.get(place, 0) + 1
    return [(place, count, written.get(place, 0)) for place, count in told.items() if written.get(place, 0) < count]


def repeated(site: Site, history: History) -> int:
    """Requests beyond those that were asked for: a call repeated under its key must not take in a second one."""
    made = sum(count for _number, action, count in site.rows(JOURNAL, history.began_at) if action == "case.create")
    asked = sum(call.act == "create" and call.outcome != FAILED for call in history.calls)
    return max(made - asked, 0)
