"""What the command centre does by itself in the background. Every task may be lost or run twice without harm."""

from celery import shared_task

from cases.services import carrying, portions
from cases.services.suspecting import look_everywhere
from cases.services.tracing import pack_traces as pack
from cases.services.unmerging import forget_old_merges
from portal.commitments import duties


@shared_task(ignore_result=True)
def end_due_acts() -> None:
    """封控 to a day: ends the acts whose time has come."""
    duties.perform("end-acts-of-control")


@shared_task(ignore_result=True)
def keep_calendar() -> None:
    """Plans the treatment sessions of the next days, and settles those that are over."""
    duties.perform("keep-calendar")


@shared_task(ignore_result=True)
def watch_lines() -> None:
    """Finds the gaps of all rosters, and settles the promises about those that were filled."""
    duties.perform("watch-lines")


@shared_task(ignore_result=True)
def pack_traces() -> None:
    """Lines of residents who were written since the last time go into the blocks that searches read."""
    pack()


@shared_task(ignore_result=True, soft_time_limit=1500, time_limit=1560)
def look_for_duplicates() -> None:
    """Compares everybody of each district; and forgets what merges of long ago replaced."""
    look_everywhere()
    forget_old_merges()


# A register of 100,000 rows takes minutes on a busy machine; whatever hangs longer is begun anew by another worker.
@shared_task(ignore_result=True, soft_time_limit=1500, time_limit=1560)
def carry_on_imports() -> None:
    """Reads, writes and takes back what was too large for a page."""
    carrying.carry_on_imports()


@shared_task(ignore_result=True)
def forget_waiting_imports() -> None:
    """Residents' data that nobody confirmed, or that nobody will undo any more, is not kept."""
    portions.forget_waiting_imports()


@shared_task(ignore_result=True)
def move_by_age() -> None:
    """Every night: newborns become children, who has given birth lies in, and what has no promise gets one."""
    duties.perform("move-by-age")
