"""Work by which promises come to be, done again and again: by Celery's clock, and by `watch` while that one is silent.

A gap in a roster, or a treatment of the day after tomorrow, becomes a promise only when somebody looks. Were looking
left to the broker, a promise could be broken by never having been made.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from portal.notices.beats import ages, beat

log = logging.getLogger(__name__)

NEGLECTED = 2.5  # times its interval: Celery had two turns and took none


@dataclass(frozen=True, slots=True)
class Duty:
    """`work` may run twice at once and may be lost; `every`: seconds between its turns."""

    name: str
    work: Callable[[], object]
    every: float


_duties: dict[str, Duty] = {}


def register(name: str, work: Callable[[], object], *, every: float) -> None:
    """Called in AppConfig.ready() by the app whose promises it makes."""
    _duties[name] = Duty(name, work, every)


def perform(name: str) -> None:
    """Does it now and says that it was done. Raises KeyError for a duty that nobody has registered."""
    duty = _duties[name]
    duty.work()
    beat(f"duty:{name}")


class Caretaker:
    """Does what nobody else has done for too long. What was never done is waited for from when this one began."""

    def __init__(self) -> None:
        self.began_at = time.monotonic()

    def look(self) -> list[str]:
        """The names of what it did; a duty that fails is logged and holds up no other."""
        known = ages()
        return [duty.name for duty in _duties.values() if self._is_neglected(duty, known) and _performed(duty)]

    def _is_neglected(self, duty: Duty, known: dict[str, float]) -> bool:
        here = time.monotonic() - self.began_at
        return known.get(f"duty:{duty.name}", here) > duty.every * NEGLECTED


def _performed(duty: Duty) -> bool:
    try:
        perform(duty.name)
    except Exception:
        log.exception("duty %s failed", duty.name)
        connection.close()
        return False
    return True
