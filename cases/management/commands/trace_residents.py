"""manage.py trace_residents: brings what searches read of residents up to date, or makes all of it anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cases.services.tracing import pack_traces, rebuild_traces, traces_that_lie


class Command(BaseCommand):
    help = (
        "Brings what searches read of residents up to date. It happens by itself every minute; nothing is lost without."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="throw everything away and read all residents anew")
        parser.add_argument("--verify", action="store_true", help="compare every line with the resident's own row")

    def handle(self, *args: Any, rebuild: bool, verify: bool, **options: Any) -> None:
        packed = rebuild_traces() if rebuild else pack_traces()
        self.stdout.write(f"{packed} residents traced.")
        if verify:
            wrong = traces_that_lie()
            self.stdout.write(f"{wrong} lines differ from the resident's own row.")
            if wrong:
                raise SystemExit(1)
