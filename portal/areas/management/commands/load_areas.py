"""manage.py load_areas F.csv: loads a city's areas, all or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from portal.areas.services import AreasRefused, load_areas

SHOWN = 20


class Command(BaseCommand):
    help = "Loads areas from a CSV: code, name, level, parent and, if known, latitude, longitude, population."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    @no_translations  # other programs read what this one prints
    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            loaded = load_areas(file)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except AreasRefused as refused:
            lines = [f"{file}: {problem}" for problem in refused.problems[:SHOWN]]
            if more := len(refused.problems) - SHOWN:
                lines += [f"… and {more} more"] if more > 0 else []
            raise CommandError("\n".join([*lines, "Nothing was loaded."])) from None
        self.stdout.write(f"{loaded.new} new areas, {loaded.known} known before")
