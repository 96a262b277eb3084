"""What costs time to make and stays true: made once for each key, and kept in this process."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Kept(Generic[V]):
    """At most `most` values; at one more all go, and are made anew as they are asked for.

    Nobody notes which was asked for last, so a reading costs what a dictionary's does; `most` is far above what a
    district needs, and only keeps a process from growing without end. The key must say all that the value depends on.
    Two threads may make the same value at once, and are given the same one.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: dict[Hashable, V] = {}

    def __len__(self) -> int:
        return len(self._values)

    def of(self, key: Hashable, make: Callable[[], V]) -> V:
        found = self.get(key)
        return self.keep(key, make()) if found is None else found

    def get(self, key: Hashable) -> V | None:
        return self._values.get(key)

    def keep(self, key: Hashable, value: V) -> V:
        """Returns what is kept under the key, which is an earlier value where there was one."""
        if len(self._values) >= self.most:
            self._values.clear()
        return self._values.setdefault(key, value)

    def clear(self) -> None:
        self._values.clear()
