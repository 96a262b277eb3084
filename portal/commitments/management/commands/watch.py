"""manage.py watch: the independent alarm clock."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from portal.commitments.watching import watch


class Command(BaseCommand):
    help = "Sweep every second, and carry the outbox where Celery does not. Needs neither Redis nor Celery."
    # Starts before the database does, and while an upgrade is half way.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        self.stdout.write("watching")
        watch(stop)
