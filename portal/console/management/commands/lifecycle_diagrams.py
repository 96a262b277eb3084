"""Writes docs/lifecycles.md: the diagram of every lifecycle, drawn from its table."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.lifecycle.diagram import page

FILE = settings.BASE_DIR / "docs" / "lifecycles.md"


class Command(BaseCommand):
    help = "Write docs/lifecycles.md from the tables of the lifecycles."

    def handle(self, *args: Any, **options: Any) -> None:
        FILE.write_text(page(), encoding="utf-8")
        self.stdout.write(str(FILE.relative_to(settings.BASE_DIR)))
