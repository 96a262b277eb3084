"""manage.py webhook_receiver: a local receiver that checks signatures and prints what comes in."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.notices.receiver import Receiver


class Command(BaseCommand):
    help = "Receive webhooks on this machine, check their signatures and print them. For trying out, not for use."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8099)
        parser.add_argument("--secret", default=os.environ.get("WEBHOOK_SECRET", "demo-webhook-secret"))
        parser.add_argument("--status", type=int, default=200, help="answer this status")
        parser.add_argument("--delay", type=float, default=0.0, help="wait so many seconds before answering")
        parser.add_argument("--fail-first", type=int, default=0, help="answer 503 to the first N requests")

    def handle(self, *args: Any, **options: Any) -> None:
        receiver = Receiver(options["secret"], port=options["port"], on_message=self._print)
        receiver.inbox.status, receiver.inbox.delay = options["status"], options["delay"]
        receiver.inbox.fail_first = options["fail_first"]
        self.stdout.write(f"listening on {receiver.url}")
        try:
            receiver.serve_forever()
        except KeyboardInterrupt:
            receiver.server_close()

    def _print(self, status: int, key: str, body: bytes) -> None:
        repeat = " (repeat)" if self._seen(key) else ""
        self.stdout.write(f"{status} {key}{repeat} {body.decode(errors='replace')}")

    def _seen(self, key: str) -> bool:
        keys = self.__dict__.setdefault("keys", set())
        is_repeat = key in keys
        keys.add(key)
        return is_repeat
