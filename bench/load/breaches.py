"""When a request runs out and when each open screen shows it: the promise that nothing is broken unseen, timed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

LATE = b"clock--late"
DUE = re.compile(rb'data-clock data-state="[^"]*" data-due="([^"]+)"')
ROW_ENDS = b"</tr>"


@dataclass
class Seen:
    """Of those that run out, by number: what one screen heard of, shows red, has read; and what its clocks tick for."""

    heard: set[str] = field(default_factory=set)
    red: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    ticking: dict[str, float] = field(default_factory=dict)


@dataclass
class Breaches:
    """Requests that run out meanwhile, by number; what screens heard, showed red and read, in seconds from due."""

    due_at: dict[str, float] = field(default_factory=dict)  # by this machine's clock
    heard: list[float] = field(default_factory=list)
    red: list[float] = field(default_factory=list)
    read: list[float] = field(default_factory=list)
    expected: int = 0  # how often a screen should have shown one

    def hear(self, numbers: set[str], seen: Seen, at: float) -> None:
        """An event named these numbers: the first after the due time counts, once for each screen."""
        for number in (numbers & self.due_at.keys()) - seen.heard:
            if at >= self.due_at[number]:
                seen.heard.add(number)
                self.heard.append(at - self.due_at[number])

    def show(self, page: bytes, seen: Seen, at: float) -> None:
        """A screen has read its list again. What runs out later stands there with a clock that will turn by itself."""
        seen.ticking.clear()
        for number, due_at in self.due_at.items():
            if number in seen.read or not (row := row_of(page, number)):
                continue
            if LATE in row and at >= due_at:
                seen.read.add(number)
                self.read.append(at - due_at)
                self._turn(number, seen, at)
            elif shown := DUE.search(row):
                seen.ticking[number] = datetime.fromisoformat(shown[1].decode()).timestamp()

    def tick(self, seen: Seen, at: float, *, by_its_clock: float) -> None:
        """A second has begun on a screen's clock: what is past due turns red, as js/clocks.js does it."""
        for number in [number for number, due_at in seen.ticking.items() if due_at < by_its_clock]:
            del seen.ticking[number]
            self._turn(number, seen, at)

    def _turn(self, number: str, seen: Seen, at: float) -> None:
        if number not in seen.red:
            seen.red.add(number)
            self.red.append(at - self.due_at[number])


def row_of(page: bytes, number: str) -> bytes:
    begin = page.find(f'id="case-{number}"'.encode())
    return page[begin : page.find(ROW_ENDS, begin)] if begin >= 0 else b""
