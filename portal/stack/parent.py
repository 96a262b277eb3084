"""What happened to the `make` that we run under: it hands SIGTERM on to us, but keeps a SIGINT to itself.

In a terminal Ctrl-C reaches the whole group, us included. A program that sends SIGINT to make alone would wait for
ever: make does not pass it on, and waits for its recipe to end. While it does, it holds SIGINT blocked, and that shows.
"""

import contextlib
import os
import signal
from pathlib import Path


def make_was_interrupted() -> bool:
    parent = Path("/proc") / str(os.getppid())
    with contextlib.suppress(OSError):
        if "make" in (parent / "comm").read_text():
            fields = dict(line.split(":", 1) for line in (parent / "status").read_text().splitlines())
            return bool(int(fields["SigBlk"], 16) >> (signal.SIGINT - 1) & 1)
    return False
