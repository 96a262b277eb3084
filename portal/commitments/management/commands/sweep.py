"""manage.py sweep: one sweep in the foreground."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from portal.commitments.sweep import sweep


class Command(BaseCommand):
    help = "Fire every promise whose time has passed, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        result = sweep(source="command")
        if options["json"]:
            self.stdout.write(json.dumps(result.as_json()))
            return
        self.stdout.write(
            _("%(promises)d promises, %(escalations)d escalations, %(faults)d set aside, in %(ms)d ms")
            % {
                "promises": result.promises,
                "escalations": result.escalations,
                "faults": len(result.faults),
                "ms": result.seconds * 1000,
            }
        )
