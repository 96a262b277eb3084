"""manage.py load_hospitals F.csv: loads institutions and their designations, all or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hospitals.loading import HospitalsRefused, load_hospitals

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Loads hospitals from a CSV: name, district or district_code and, if known, grade, kind, address, phone, "
        "latitude, longitude, designated_for, serves, designated_2020, source."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            loaded = load_hospitals(file)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except HospitalsRefused as refused:
            lines = [f"{file}: {problem}" for problem in refused.problems[:SHOWN]]
            if (more := len(refused.problems) - SHOWN) > 0:
                lines.append(f"… and {more} more")
            raise CommandError("\n".join([*lines, "Nothing was loaded."])) from None
        self.stdout.write(
            f"{loaded.new} new hospitals, {loaded.known} known before, {loaded.designations} designations"
        )
