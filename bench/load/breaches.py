"""When a request runs out and when each open screen shows it: the promise that nothing is broken unseen, timed."""

from __future__ import annotations

from dataclasses import dataclass, field

LATE = b"clock--late"
ROW_ENDS = b"</tr>"


@dataclass
class Breaches:
    """Requests that run out meanwhile, by number; what each screen heard and showed, in seconds from due."""

    due_at: dict[str, float] = field(default_factory=dict)  # by this machine's clock
    heard: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    expected: int = 0  # how often a screen should have shown one

    def hear(self, numbers: set[str], known: set[str], at: float) -> None:
        """An event named these numbers: the first after the due time counts, once for each screen."""
        for number in (numbers & self.due_at.keys()) - known:
            if at >= self.due_at[number]:
                known.add(number)
                self.heard.append(at - self.due_at[number])

    def show(self, page: bytes, known: set[str], at: float) -> None:
        """A screen has read its list again."""
        for number, due_at in self.due_at.items():
            if number not in known and at >= due_at and is_red(page, number):
                known.add(number)
                self.shown.append(at - due_at)


def is_red(page: bytes, number: str) -> bool:
    """Whether the row of this request stands in the list with its clock overdue."""
    begin = page.find(f'id="case-{number}"'.encode())
    return begin >= 0 and LATE in page[begin : page.find(ROW_ENDS, begin)]
