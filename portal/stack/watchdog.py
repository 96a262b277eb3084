"""The process that outlives a crashed supervisor just long enough to end everything it had started.

It reads from a pipe whose other end only the supervisor holds: `add GROUP SIGNAL` and `drop GROUP`, a line each. When
the pipe ends, however the supervisor went, it sends every group still named its signal and, after a while, SIGKILL.
Run as a file and isolated, so that it starts in milliseconds and depends on nothing that could be missing.
"""

import contextlib
import os
import signal
import sys
import time

GRACE = 5.0  # seconds between asking and killing


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    groups: dict[int, int] = {}
    for line in sys.stdin:
        verb, group, *rest = line.split()
        if verb == "add":
            groups[int(group)] = int(rest[0])
        else:
            groups.pop(int(group), None)
    end(groups)


def end(groups: dict[int, int]) -> None:
    for group, stop_signal in groups.items():
        is_gone(group, stop_signal)
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline:
        if all(is_gone(group, 0) for group in groups):
            return
        time.sleep(0.05)
    for group in groups:
        is_gone(group, signal.SIGKILL)


def is_gone(group: int, sent: int) -> bool:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, sent)
        return False
    return True


if __name__ == "__main__":
    main()
