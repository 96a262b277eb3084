"""`manage.py designation_holes AREA`: for whom nobody is designated there, in words or as JSON."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from hospitals.holes import Asked, condensed, holes_in
from portal.areas.models import Area


class Command(BaseCommand):
    help = "Lists for an area whom no open institution is designated for: need, group, control status, time of day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("area", help="code of an area; its districts are looked at one by one")
        parser.add_argument("--on", type=date.fromisoformat, help="the day to look at, as 2026-01-31; default today")
        parser.add_argument("--json", action="store_true", help="print a list of holes with their codes")

    def handle(self, *args: Any, **options: Any) -> None:
        area = Area.objects.filter(pk=options["area"]).first()
        if area is None:
            raise CommandError(_("There is no area %s.") % options["area"])
        asked = Asked(on=options["on"])
        places, cells = holes_in(area, asked)
        holes = condensed(cells, places, asked)
        if options["json"]:
            self.stdout.write(json.dumps([hole.as_dict() for hole in holes], ensure_ascii=False))
            return
        for hole in holes:
            where = ", ".join(place.name for place in hole.places)
            self.stdout.write(f"{hole.text}: {len(hole.places)}/{len(places)} ({where})")
        if not holes:
            self.stdout.write(_("Somebody is designated everywhere."))
