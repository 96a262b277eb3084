"""What institutions are reminded of in the background. Every task may be lost or run twice without harm."""

from celery import shared_task

from hospitals.services.watching import watch_places as watch


@shared_task(ignore_result=True)
def watch_places() -> None:
    """Asks again for figures of places whose time is out."""
    watch()
