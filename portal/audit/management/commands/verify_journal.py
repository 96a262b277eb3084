"""manage.py verify_journal: says whether anybody has rewritten the journal."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.audit.models import Seal
from portal.audit.selectors import broken_seals, head
from portal.audit.services import seal_batch


class Command(BaseCommand):
    help = "Checks every seal of the journal. Prints the newest digest: keep it on another host, and give it back here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seal", action="store_true", help="first seal what waits")
        parser.add_argument("--knows", metavar="DIGEST", help="a digest noted earlier, which the chain must still hold")

    def handle(self, *args: Any, seal: bool, knows: str | None, **options: Any) -> None:
        while seal and seal_batch():
            pass
        problems = list(broken_seals())
        if knows and not Seal.objects.filter(digest=knows).exists():
            problems.append("the digest noted earlier is not in the chain: the journal was replaced")
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"The journal is whole: {Seal.objects.count()} seals, newest digest {head() or '(none)'}")
