"""The outbox's first alarm clock: Celery."""

from celery import shared_task

from portal.notices import outbox
from portal.notices.beats import beat


@shared_task(name="portal.notices.tasks.deliver", ignore_result=True)
def deliver() -> None:
    run = outbox.deliver()
    beat("outbox:celery", delivered=run.delivered, failed=run.failed)
