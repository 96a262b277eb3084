"""The journal's own work in the background."""

from celery import shared_task

from portal.audit import services


@shared_task
def seal_journal() -> int:
    """Seal what waits, batch by batch. A run that was lost costs nothing: the next one seals the same entries."""
    sealed = 0
    while batch := services.seal_batch():
        sealed += batch
    return sealed
