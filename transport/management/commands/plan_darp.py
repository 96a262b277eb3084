"""manage.py plan_darp FILE --seconds S: plans one public dial-a-ride instance, to compare with what others found."""

import json
import os
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from transport.planning.meanwhile import solve_in_time
from transport.planning.reading import BadFile, file_routes, read_instance

STARTING = 5.0  # seconds at most for starting Python and Django: more was spent on something else


class Command(BaseCommand):
    help = "Plans a dial-a-ride instance in the file format of Cordeau, Laporte and Ropke."
    requires_system_checks: list[str] = []
    spent = 0.0

    def run_from_argv(self, argv: list[str]) -> None:
        """The seconds count from the start of the process; to take it apart in order would need half a second more."""
        self.spent = min(_since_start(), STARTING)
        super().run_from_argv(argv)
        sys.stdout.flush()
        os._exit(0)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--seconds", type=float, default=10.0, help="how long it may take in all (10)")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--json", action="store_true", help='{"routes", "cost", "unserved"}')

    def handle(self, *args: Any, file: Path, seconds: float, seed: int, **options: Any) -> None:
        if not 0 < seconds <= 86_400:
            raise CommandError("--seconds: more than nothing, and a day at most")
        try:
            problem = read_instance(file)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except BadFile as error:
            raise CommandError(f"{file}, {error}") from None
        solution = solve_in_time(problem, seconds=seconds, seed=seed, cache=settings.COMPILED_ROOT, spent=self.spent)
        routes, unserved = file_routes(problem, solution), [number + 1 for number in solution.unserved]
        if options["json"]:
            told = {"routes": routes, "cost": round(solution.cost, 6), "unserved": unserved}
            self.stdout.write(json.dumps(told))
            return
        for route in routes:
            self.stdout.write(" ".join(map(str, route)))
        self.stdout.write(f"distance {solution.cost:.2f}, vehicles {len(routes)}, unserved {unserved or 'nobody'}")


def _since_start() -> float:
    """Seconds since this process was started. Linux tells; elsewhere what it has computed is the next best."""
    try:
        started = Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]
        return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - int(started) / os.sysconf("SC_CLK_TCK"))
    except (OSError, AttributeError, ValueError, IndexError):
        return time.process_time()
