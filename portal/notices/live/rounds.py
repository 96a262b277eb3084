"""Rounds: the instants at which screens are told what has changed since the last one, the same in every process.

Whoever is told in a round reads what was read after it began, and need not read it alone: see SharedReading.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

EVERY = 0.5  # seconds; two rounds fit between a due time and what a person calls at once

T = TypeVar("T")


def began_at() -> float:
    """When the round began that is under way, by this machine's clock."""
    now = time.time()
    return now - now % EVERY


def until_next() -> float:
    """Seconds until the next round begins."""
    return EVERY - time.time() % EVERY


@dataclass
class _Kept(Generic[T]):
    lock: threading.Lock = field(default_factory=threading.Lock)
    begun_at: float = 0.0
    made: T | None = None


class SharedReading(Generic[T]):
    """What many screens ask for in one round is made once in a process; those who come meanwhile wait for it.

    The key must say everything that the answer depends on, above all what its reader may see.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, _Kept[T]] = {}
        self._lock = threading.Lock()

    def read(self, key: Hashable, make: Callable[[], T]) -> T:
        # Of when one asked, not of when one's turn came: a reading may take longer than a round, and whoever waited for
        # it would otherwise read again, one after the other.
        told_at = began_at()
        kept = self._of(key)
        with kept.lock:
            if kept.made is None or kept.begun_at < told_at:
                begun_at = time.time()
                kept.made, kept.begun_at = make(), begun_at
            return kept.made

    def _of(self, key: Hashable) -> _Kept[T]:
        """Its place; at the first reading of a round those of earlier rounds are given up."""
        with self._lock:
            if key not in self._kept:
                round_began = began_at()
                self._kept = {k: v for k, v in self._kept.items() if v.begun_at >= round_began or v.lock.locked()}
                self._kept[key] = _Kept()
            return self._kept[key]
