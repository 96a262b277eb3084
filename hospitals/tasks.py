"""What institutions are reminded of in the background. Every task may be lost or run twice without harm."""

from celery import shared_task

from portal.commitments import duties


@shared_task(ignore_result=True)
def watch_places() -> None:
    """Asks again for figures of places whose time is out."""
    duties.perform("watch-places")


@shared_task(ignore_result=True)
def place_crowds_anew() -> None:
    """Asks elsewhere for those of a closed institution who were too many for one act (T1)."""
    duties.perform("place-crowds-anew")
