"""manage.py add_webhook: makes a receiver known and says its secret, once."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portal.areas.models import Area
from portal.notices.endpoints import add_endpoint


class Command(BaseCommand):
    help = "Send everything that is said in an area and below to a webhook, signed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("url")
        parser.add_argument("--area", required=True, help="code of the area")
        parser.add_argument("--secret", default="", help="the receiver's; one is made when left out")
        parser.add_argument("--kind", action="append", default=[], help="only this kind of notice; may be repeated")
        parser.add_argument("--fallback-of", default="", metavar="NAME", help="only what that webhook does not take")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            area = Area.objects.get(pk=options["area"])
            _endpoint, secret = add_endpoint(
                options["name"],
                area=area,
                url=options["url"],
                secret=options["secret"],
                kinds=options["kind"],
                fallback_of=options["fallback_of"],
            )
        except Area.DoesNotExist:
            raise CommandError(f"there is no area {options['area']}") from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(secret)
