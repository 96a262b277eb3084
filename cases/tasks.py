"""What the command centre does by itself in the background. Every task may be lost or run twice without harm."""

from celery import shared_task

from cases.services.covering import watch_lines as watch
from cases.services.tracing import pack_traces as pack


@shared_task(ignore_result=True)
def watch_lines() -> None:
    """Finds the gaps of all rosters, and settles the promises about those that were filled."""
    watch()


@shared_task(ignore_result=True)
def pack_traces() -> None:
    """Lines of residents who were written since the last time go into the blocks that searches read."""
    pack()
