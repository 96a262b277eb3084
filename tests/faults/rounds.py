"""One round: operators work, a fault comes and goes, everything becomes quiet, the record is checked.

One fault at a time: a process that was killed again and again is started ever less eagerly, and a round that begins
before it is back would meet two faults at once.
"""

from __future__ import annotations

import time
from datetime import timedelta

from tests.faults.checker import Verdict, check
from tests.faults.nemesis import Fault
from tests.faults.site import Site, eventually
from tests.faults.workload import at_work

BEFORE, AFTER = 1.0, 1.0  # seconds of work around the fault
ENOUGH = 10  # calls that were carried out, for a round to prove anything: a busy machine takes longer for them
RECOVERED_WITHIN = 60.0
BOTH_CLOCKS_BEAT = """
SELECT count(*) = 2 FROM notices_heartbeat
WHERE name IN ('sweep:celery', 'sweep:watch') AND at > clock_timestamp() - interval '3 seconds'
"""
LONGEST_RUNG = 2.2  # seconds until the last rung of the promises that the work has made
# Without an outage a rung is fired within this, with one within this after its end.
LATE, LATE_AFTER_OUTAGE = timedelta(seconds=2), timedelta(seconds=5)


def play(site: Site, fault: Fault, *, seconds: float) -> Verdict:
    """`seconds` for the fault; the verdict says how long it was really felt, recovery of the database included."""
    assert eventually(lambda: is_whole(site), within=RECOVERED_WITHIN), "not recovered from the fault before"
    with at_work(site) as history:
        time.sleep(BEFORE)
        began = time.monotonic()
        fault.harm(site, seconds)
        eventually(site.is_answering, within=RECOVERED_WITHIN)
        lasted = time.monotonic() - began
        time.sleep(AFTER)
        eventually(lambda: history.counts()["ok"] >= ENOUGH, within=RECOVERED_WITHIN)
    time.sleep(LONGEST_RUNG)
    verdict = check(site, history)
    verdict.lasted = lasted
    return verdict


def is_whole(site: Site) -> bool:
    return site.is_answering() and site.value(BOTH_CLOCKS_BEAT)


def allowed(fault: Fault, verdict: Verdict) -> timedelta:
    """How late a rung may have been fired in this round."""
    return timedelta(seconds=verdict.lasted) + LATE_AFTER_OUTAGE if fault.outage else LATE
