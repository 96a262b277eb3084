"""Poison rows: a promise that cannot be fired is set aside and alarmed about, and holds up no other."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DatabaseError, OperationalError, connection, transaction

from portal.commitments.firing import fire
from portal.notices import services as notices

log = logging.getLogger(__name__)

# Retried after 5 s, 10 s, ... 5 min. The deadline stays where it is: when the row fires at last, it shows how late.
SET_ASIDE = """
UPDATE commitments_commitment c
SET fault = %(fault)s, fault_count = c.fault_count + 1,
    fault_retry_at = %(now)s + LEAST(interval '5 seconds' * power(2, LEAST(c.fault_count, 10)), interval '5 minutes'),
    broken_at = COALESCE(c.broken_at, CASE WHEN c.paused_at IS NULL THEN c.due_at ELSE c.cap_at END)
WHERE c.id = ANY(%(ids)s)
"""

ALARM = """
SELECT 'admin@' || COALESCE(area.lineage ->> 'city', c.area_id) AS "to", 'commitment.fault' AS kind, c.subject_kind,
       c.subject_id, c.number, c.area_id, c.level,
       jsonb_build_object('commitment', c.id, 'kind', c.kind, 'fault', c.fault) AS params,
       'fault:' || c.id || ':' || c.cycle AS cause
FROM commitments_commitment c JOIN areas_area area ON area.code = c.area_id
WHERE c.id = ANY(%(ids)s)
"""


@dataclass(slots=True)
class Fired:
    """How many rungs were fired, and the rows that could not be."""

    rungs: int = 0
    faults: list[int] = field(default_factory=list)


def fire_all_that_can(ids: Sequence[int], *, now: datetime) -> Fired:
    """Fires these locked rows, all at once if that works. If not, halves until the poison rows stand alone.

    Trouble with the database itself (connection, deadlock, disk, a table locked by a migration) is no row's fault and
    goes up to the caller, who comes again.
    """
    try:
        with transaction.atomic():
            return Fired(rungs=fire(ids, now=now))
    except DatabaseError as error:
        if isinstance(error, OperationalError):
            raise
        if len(ids) == 1:
            _set_aside(ids, error, now=now)
            return Fired(faults=list(ids))
    middle = len(ids) // 2
    left, right = fire_all_that_can(ids[:middle], now=now), fire_all_that_can(ids[middle:], now=now)
    return Fired(left.rungs + right.rungs, left.faults + right.faults)


def _set_aside(ids: Sequence[int], error: DatabaseError, *, now: datetime) -> None:
    fault = f"{type(error.__cause__ or error).__name__} {getattr(error.__cause__, 'sqlstate', '') or ''}".strip()
    log.error("commitment %s cannot be fired and is set aside: %s", ids[0], fault)
    params: dict[str, Any] = {"ids": list(ids), "now": now, "fault": fault[:200]}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SET_ASIDE, params)
        with transaction.atomic():
            notices.tell_from(ALARM, params)
    except DatabaseError as further:
        if isinstance(further, OperationalError):
            raise
        log.exception("commitment %s: not even that can be written", ids[0])
