"""The journal's own work in the background."""

from celery import shared_task

from portal.audit import services
from portal.audit.erasing import erase_what_is_over


@shared_task(ignore_result=True, soft_time_limit=1700, time_limit=1800)
def erase() -> None:
    """Every night, what is kept no longer. A run that was lost is made up for by the next."""
    erase_what_is_over()


@shared_task
def seal_journal() -> int:
    """Seal what waits, batch by batch. A run that was lost costs nothing: the next one seals the same entries."""
    sealed = 0
    while batch := services.seal_batch():
        sealed += batch
    return sealed
