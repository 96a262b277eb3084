"""`make faults`: every fault for as long as an incident lasts, and the table of what came of it in docs/faults.md.

python -m tests.faults.report [--short] [WORD ...]     # all faults, or those whose name has one of the words
"""

import os
import platform
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from portal.stack.children import ROOT
from tests.faults.among_hosts import AMONG_HOSTS
from tests.faults.checker import Verdict
from tests.faults.disk import DISK_FULL, MayNotMount, small_disk
from tests.faults.hosts import two_hosts
from tests.faults.nemesis import FAULTS, Fault
from tests.faults.network import MayNotSplit
from tests.faults.restoring import restored
from tests.faults.rounds import allowed, play
from tests.faults.site import Site

REPORT = ROOT / "docs" / "faults.md"
HEAD = """# Faults

What `make faults` found last: operators work by the API while one fault at a time harms a running copy, and afterwards
the record is compared with what they were told. How it is done, and what must hold, stands in `tests/faults/`.

| fault | lasted | calls done · refused · in doubt | rungs fired | latest | allowed | result |
|---|---:|---:|---:|---:|---:|---|
"""


def row(name: str, verdict: Verdict, limit: float) -> str:
    counts = verdict.history.counts()
    late = verdict.lateness.total_seconds()
    problems = [*verdict.problems, *([f"later than allowed by {late - limit:.1f} s"] if late > limit else [])]
    calls = f"{counts['ok']} · {counts['failed']} · {counts['in doubt']}"
    result = "; ".join(problems) or "holds"
    return f"| {name} | {verdict.lasted:.0f} s | {calls} | {verdict.fired} | {late:.1f} s | {limit:.0f} s | {result} |"


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, load {load:.1f} at the start, {datetime.now(UTC):%Y-%m-%d}"
    )


def main(words: list[str], *, short: bool) -> int:
    lines, where = [], machine()
    print(HEAD, end="")
    with TemporaryDirectory(prefix="faults-") as folder:
        os.chmod(folder, 0o755)
        for line in rows(Path(folder), words, short=short):
            lines.append(line)
            print(line, flush=True)
    if not words and not short:
        REPORT.write_text(f"{HEAD}{chr(10).join(lines)}\n\n{where}.\n", encoding="utf-8")
    return 0 if all(line.endswith("holds |") for line in lines) else 1


def rows(folder: Path, words: list[str], *, short: bool) -> Iterator[str]:
    """The faults that share one copy; then those that need a disk of their own; then those among two hosts."""
    if chosen(FAULTS, words):
        yield from _rows_of_one_copy(folder, words, short=short)
    for fault in chosen((DISK_FULL,), words):
        try:
            with small_disk(folder / "small" / "postgres"), closing(Site(folder / "small")) as site:
                yield played(site, fault, short=short)
        except MayNotMount:
            yield f"| {fault.name} | – | – | – | – | – | not tried: no permission to mount |"
    if among_hosts := chosen(AMONG_HOSTS, words):
        yield from _rows_of_two_hosts(folder / "hosts", among_hosts, short=short)


def _rows_of_one_copy(folder: Path, words: list[str], *, short: bool) -> Iterator[str]:
    with closing(Site(folder / "copy")) as site:
        for fault in chosen(FAULTS, words):
            yield played(site, fault, short=short)
        if not words:
            verdict, took = restored(site, folder)
            verdict.lasted = sum(took.values())
            yield row("dump and restore into a fresh cluster", verdict, verdict.lasted + 5)


def _rows_of_two_hosts(folder: Path, faults: list[Fault], *, short: bool) -> Iterator[str]:
    try:
        with two_hosts(folder) as site:
            for fault in faults:
                yield played(site, fault, short=short)
    except MayNotSplit:
        for fault in faults:
            yield f"| {fault.name} | – | – | – | – | – | not tried: no permission to make network namespaces |"


def chosen(faults: Iterable[Fault], words: list[str]) -> list[Fault]:
    return [fault for fault in faults if not words or any(word in fault.name for word in words)]


def played(site: Site, fault: Fault, *, short: bool) -> str:
    verdict = play(site, fault, seconds=fault.seconds if short else fault.long)
    return row(fault.name, verdict, allowed(fault, verdict).total_seconds())


if __name__ == "__main__":
    arguments = sys.argv[1:]
    raise SystemExit(main([word for word in arguments if word != "--short"], short="--short" in arguments))
