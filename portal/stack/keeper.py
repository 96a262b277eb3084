"""Keeps one program running: when it ends it is started again, the longer it keeps failing the less eagerly."""

import time

from portal.stack.children import Child, Children, Program
from portal.stack.progress import say

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0  # seconds
STEADY = 30.0  # seconds after which a program counts as healthy again


class Keeper:
    def __init__(self, children: Children, program: Program, *, child: Child | None = None) -> None:
        self.children = children
        self.program = program
        self.child = child or children.start(program)
        self.pause = FIRST_PAUSE
        self.due_at: float | None = None

    def tend(self) -> None:
        """Look once: note an end, or start again when the pause is over. Called some times a second."""
        if self.due_at is not None:
            if time.monotonic() >= self.due_at:
                self.child, self.due_at = self.children.start(self.program), None
        elif not self.child.is_running:
            self._note_end()

    def _note_end(self) -> None:
        if time.monotonic() - self.child.started_at > STEADY:
            self.pause = FIRST_PAUSE
        self.children.bury(self.child)
        log = self.children.log_path(self.program.name)
        say(f"{self.program.name} ended ({_cause(self.child)}), again in {self.pause:g} s; its log: {log}")
        self.due_at = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)


def _cause(child: Child) -> str:
    code = child.process.returncode
    return f"signal {-code}" if code < 0 else f"code {code}"
