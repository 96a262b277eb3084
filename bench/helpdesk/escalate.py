"""Its `escalate_tickets` on overdue tickets among others, timed; prints JSON.

python -m bench.helpdesk.escalate OVERDUE ALL
"""

import json
import os
import sys
import time
from datetime import timedelta

DAYS = 3  # after which a ticket of the queue is escalated


def main(overdue: int, total: int) -> dict[str, float]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    fill(overdue, total)
    begun = time.perf_counter()
    call_command("escalate_tickets")
    seconds = time.perf_counter() - begun
    from helpdesk.models import FollowUp

    assert FollowUp.objects.count() == overdue
    return {"seconds": seconds}


def fill(overdue: int, total: int) -> None:
    """Tickets without anybody to write to: what is timed is the escalation, and no letters."""
    from django.db import connection
    from django.utils import timezone

    from helpdesk.models import Queue, Ticket

    queue = Queue.objects.create(title="Bench", slug="bench", escalate_days=DAYS)
    now = timezone.now()
    Ticket.objects.bulk_create(
        Ticket(
            title=f"Ticket {number}",
            queue=queue,
            created=now,
            modified=now,
            priority=3,
            status=Ticket.OPEN_STATUS,
            secret_key=str(number),
        )
        for number in range(total)
    )
    old = Ticket.objects.order_by("pk").values("pk")[:overdue]
    Ticket.objects.filter(pk__in=old).update(created=now - 3 * timedelta(days=DAYS))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE helpdesk_ticket")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.helpdesk.settings"
    import django

    django.setup()
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
