"""`make load`: starts a whole copy, fills it, drives it, and writes what it met to docs/load.md and bench/results.

python -m bench.load [--seconds 60] [--promises 1000000] [--register 60000] [--screens 200] [--share 1.0] [--keep DIR]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.load.breaches import Breaches
from bench.load.copy import Copy, cpu_seconds_of
from bench.load.figures import Figures
from bench.load.people import District, at_work, people_of
from bench.load.report import Measured, write
from bench.load.screens import Screen
from bench.load.wire import Wire

WARM = 30.0  # seconds of the same load before anything is measured: half of those in the field have come by
APART = 2.0  # seconds from one request that runs out to the next
AFTER = 3.0  # seconds at the end in which nothing more runs out


def main() -> int:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="load-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        with closing_copy(Path(options.keep or folder)) as copy:
            begun = time.monotonic()
            staged = copy.stage(options.promises, options.register)
            print(f"the stage is set after {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
            measured = asyncio.run(drive(copy, staged, options))
    write(measured, options)
    return 0


def closing_copy(folder: Path) -> Any:
    copy = Copy(folder)
    copy.close = copy.stop  # type: ignore[attr-defined]
    return closing(copy)


async def drive(copy: Copy, staged: dict[str, Any], options: argparse.Namespace) -> Measured:
    """The same people all along; what they met while it was still cold is forgotten."""
    figures, wire = Figures(), Wire("127.0.0.1", copy.port)
    operators = people_of(staged["operators"], wire, figures)
    random.shuffle(staged["requests"])
    will_break = [staged["requests"].pop() for _number in range(int((options.seconds - AFTER) / APART))]
    breaches = Breaches(copy.run_out(will_break, begin=WARM, apart=APART))
    breaches.expected = len(breaches.due_at) * options.screens
    screens = [Screen(person, figures, breaches) for person in operators[: options.screens]]
    standing = [asyncio.ensure_future(screen.stand_open()) for screen in screens]
    field = people_of(staged["field"], wire, figures)
    district = District(operators, field, staged["requests"], staged["jobs"], staged["places"])
    await at_work(district, until=time.monotonic() + WARM, share=options.share)
    figures.forget()
    before, own = copy.cpu_seconds(), cpu_seconds_of("self")
    begun = time.monotonic()
    await at_work(district, until=begun + options.seconds, share=options.share)
    seconds = time.monotonic() - begun
    cpu = {name: spent - before.get(name, 0.0) for name, spent in copy.cpu_seconds().items()}
    cpu["generator"] = cpu_seconds_of("self") - own
    for task in standing:
        task.cancel()
    await asyncio.gather(*standing, return_exceptions=True)
    return Measured(seconds, figures, breaches, cpu, *copy.fired())


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.load")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--promises", type=int, default=1_000_000)
    parser.add_argument("--register", type=int, default=60_000)
    parser.add_argument("--screens", type=int, default=200)
    parser.add_argument("--share", type=float, default=1.0, help="of a hundred acts a second")
    parser.add_argument("--keep", help="a DATA_DIR that stays")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
