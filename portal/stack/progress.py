"""What the person who started the stack reads: one line a step, with the time it took."""

import contextlib
import sys
import time
from collections.abc import Iterator


def say(text: str, *, end: str = "\n") -> None:
    """Print at once. A reader that went away (a closed terminal, a pipe) is no reason to stop working."""
    with contextlib.suppress(BrokenPipeError, OSError):
        print(text, end=end, flush=True)


@contextlib.contextmanager
def timed(title: str) -> Iterator[None]:
    begun = time.monotonic()
    say(f"{title} … ", end="")
    try:
        yield
    except BaseException:
        say("")
        raise
    say(f"{time.monotonic() - begun:.1f} s")


class StackError(Exception):
    """The stack cannot go on. The text says to a person what is wrong and what to do about it."""


class Stopped(Exception):
    """The stack was told to stop before it was up."""


def give_up(error: StackError) -> int:
    with contextlib.suppress(BrokenPipeError, OSError):
        print(f"\n{error}", file=sys.stderr, flush=True)
    return 1
