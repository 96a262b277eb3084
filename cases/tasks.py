"""What the command centre does by itself in the background. Every task may be lost or run twice without harm."""

from celery import shared_task

from cases.services.covering import watch_lines as watch


@shared_task(ignore_result=True)
def watch_lines() -> None:
    """Finds the gaps of all rosters, and settles the promises about those that were filled."""
    watch()
