"""manage.py erase_expired [--dry-run]: erases what its declared fate keeps no longer; the same as runs every night."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.audit.erasing import erase_what_is_over


class Command(BaseCommand):
    help = "Erases what is kept no longer (see fates.yaml of each app). Says what, and how many rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count only")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        for erased in erase_what_is_over(dry_run=dry_run):
            held = f" ({erased.held} held by something that stays)" if erased.held else ""
            self.stdout.write(f"{erased.rows:>8} {erased.label}{held}")
