"""manage.py load_policy F.yaml --area CODE: validates a pack and brings it into force for an area and all below it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from cases.policies.selectors import in_force, pack_of
from cases.policies.services import activate
from cases.policy import PackRefused, shipped_packs
from cases.policy.remarks import remarks_on
from portal.areas.models import Area


class Command(BaseCommand):
    help = "Brings a policy pack into force from now on. Running requests keep the version they were judged by."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pack", help=f"a YAML file, or the name of a shipped pack: {', '.join(shipped_packs())}")
        parser.add_argument("--area", required=True, metavar="CODE", help="the area, and all below it")
        parser.add_argument("--reason", default="", help="why this area has rules of its own; shown beside them")
        parser.add_argument("--as", dest="username", metavar="USER", help="who brings it into force, for the journal")

    def handle(self, *args: Any, pack: str, area: str, reason: str, username: str | None, **options: Any) -> None:
        place = self._area(area)
        by = self._user(username) if username else None
        before = in_force(place.pk)
        try:
            activation = activate(pack, area=place, by=by, reason=reason.strip()[:300])
        except PackRefused as refused:
            raise CommandError(f"{refused}\n{self._hint(pack)}Nothing was changed.") from None
        if activation == before.activation:
            self.stdout.write(f"{activation.version} is in force in {place.code} {place.name} already")
            return
        self.stdout.write(f"{activation.version} is in force in {place.code} {place.name} and below from now on")
        for remark in remarks_on(pack_of(activation.version)):
            self.stdout.write(f"note: {remark}")
        if before.activation and not before.is_own_of(place) and not reason:
            self.stderr.write(f"It overrides {before.version} of {before.activation.area}: say why with --reason")

    def _area(self, code: str) -> Area:
        try:
            return Area.objects.get(pk=code)
        except Area.DoesNotExist:
            raise CommandError(f"there is no area {code!r}: load the areas first, or check the code") from None

    def _user(self, username: str) -> Any:
        users = get_user_model()
        try:
            return users.objects.get(username=username)
        except users.DoesNotExist:
            raise CommandError(f"there is nobody called {username!r}") from None

    def _hint(self, pack: str) -> str:
        return "" if Path(pack).exists() else f"Shipped packs: {', '.join(shipped_packs())}\n"
