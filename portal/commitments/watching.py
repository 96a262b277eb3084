"""The second alarm clock: a process that needs nothing but the database, and outlives the database's absence."""

import logging
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connection

from portal.commitments.deadman import keep_pinging
from portal.commitments.duties import Caretaker
from portal.commitments.sweep import sweep
from portal.notices import outbox
from portal.notices.beats import ages, beat

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds between rounds
LONGEST_WAIT = 2.0  # between attempts while the database is away: it is found again this fast
LOOK_EVERY = 5.0  # seconds between looks at what else Celery has left undone
CELERY_IS_SILENT = 5.0  # seconds without a beat of Celery's after which the outbox is carried here


def watch(stop: threading.Event, *, every: float = EVERY) -> None:
    """Sweeps every second until told to stop; beside it does what Celery leaves undone, and says that it lives.

    Threads, since whoever is called outside may hang for seconds and the clock may not.
    """
    beside = [
        threading.Thread(target=keep_going, args=(carry_if_silent, stop), kwargs={"every": every}, name="outbox"),
        threading.Thread(target=keep_going, args=(Caretaker().look, stop), kwargs={"every": LOOK_EVERY}, name="duties"),
        threading.Thread(target=keep_pinging, args=(stop,), name="deadman"),
    ]
    for thread in beside:
        thread.start()
    keep_going(lambda: sweep(source="watch"), stop, every=every)
    for thread in beside:
        thread.join()


def keep_going(work: Callable[[], object], stop: threading.Event, *, every: float = EVERY) -> None:
    """Does `work` once in `every` seconds, whatever happens to it, until told to stop; ends the round it is in."""
    failures = 0
    while not stop.is_set():
        began = time.monotonic()
        try:
            work()
        except (DatabaseError, InterfaceError) as error:
            failures += 1
            _forget_connection()
            log.warning("%s: the database is away (%s), attempt %d", _name(), type(error).__name__, failures)
        except Exception:
            failures += 1
            _forget_connection()
            log.exception("%s: a round failed", _name())
        else:
            if failures:
                log.info("%s: going on after %d failed rounds", _name(), failures)
            failures = 0
        pause = min(0.25 * 2 ** min(failures, 8), LONGEST_WAIT) if failures else every - (time.monotonic() - began)
        stop.wait(max(pause, 0.0))
    connection.close()


def carry_if_silent() -> None:
    """Carries the outbox while Celery gives no sign of doing so."""
    if ages().get("outbox:celery", float("inf")) < CELERY_IS_SILENT:
        return
    run = outbox.deliver()
    beat("outbox:watch", delivered=run.delivered, failed=run.failed)


def _forget_connection() -> None:
    """The next round begins with a new connection; closing a dead one may fail in its turn."""
    try:
        connection.close()
    except (DatabaseError, InterfaceError):
        connection.connection = None


def _name() -> str:
    return "sweep" if threading.current_thread() is threading.main_thread() else threading.current_thread().name
