"""manage.py seed_demo: fills an empty database with Harbin and a working day of invented requests."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.demo.seeding import NotForDemo, seed


class Command(BaseCommand):
    help = "Seeds the demo: Harbin, invented residents and staff, and a working day of requests. Once; needs DEMO."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="also where DEMO is not set")

    def handle(self, *args: Any, force: bool, **options: Any) -> None:
        try:
            is_new = seed(say=self._say, force=force)
        except NotForDemo as refused:
            raise CommandError(str(refused)) from None
        if not is_new:
            self._say("The demo is here already; nothing was changed.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
