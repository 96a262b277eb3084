"""What makes promises in this app by itself: see portal.commitments.duties."""

from cases.services import keeping_time
from cases.services.ageing import move_by_age
from cases.services.covering import watch_lines
from portal.commitments.duties import register

MINUTE, HOUR = 60.0, 3600.0


def register_duties() -> None:
    register("watch-lines", watch_lines, every=MINUTE)
    register("end-acts-of-control", keeping_time.end_due_acts, every=MINUTE)
    register("keep-calendar", keeping_time.keep_calendar, every=10 * MINUTE)
    register("move-by-age", move_by_age, every=12 * HOUR)  # Celery does it every night
