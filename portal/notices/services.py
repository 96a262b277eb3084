"""Saying things: notices to posts, with their outbox rows, in the transaction of what they speak of."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from portal.notices import live
from portal.notices.clock import DatabaseClock
from portal.notices.live import CHANNEL
from portal.notices.models import Notice, Receipt
from portal.notices.subject import Subject

# One statement says the notices, puts a letter in the outbox for each webhook that hears them, and wakes open screens.
SAY = """
WITH {first}said AS (
    INSERT INTO notices_notice
        ("to", kind, subject_kind, subject_id, number, area_id, level, params, cause, created_at)
    SELECT "to", kind, subject_kind, subject_id, number, area_id, level, params, cause, clock_timestamp()
    FROM ({select}) source
    ON CONFLICT (cause, "to") WHERE NOT cause = '' DO NOTHING
    RETURNING id, "to", kind, area_id, created_at
),
posted AS (
    INSERT INTO notices_delivery
        (notice_id, endpoint_id, idempotency_key, state, attempts, created_at, next_try_at, last_error)
    SELECT said.id, endpoint.id, gen_random_uuid(), 'waiting', 0, said.created_at, said.created_at, ''
    FROM said
    JOIN notices_endpoint endpoint
      ON endpoint.is_active AND NOT endpoint.is_fallback_only
     AND starts_with(said.area_id, endpoint.area_id)
     AND (endpoint.kinds = '[]' OR endpoint.kinds ? said.kind)
    RETURNING id
),
woken AS (
    SELECT pg_notify(%(channel)s, json_build_object('topic', 'notice', 'to', post)::text)
    FROM (SELECT DISTINCT "to" AS post FROM said) posts
)
SELECT (SELECT count(*) FROM said), (SELECT count(*) FROM posted), (SELECT count(*) FROM woken){counts}
"""

ONE = """
SELECT %(to)s::text AS "to", %(kind)s::text AS kind, %(subject_kind)s::text AS subject_kind,
       %(subject_id)s::uuid AS subject_id, %(number)s::text AS number, %(area_id)s::text AS area_id,
       %(level)s::smallint AS level, %(params)s::jsonb AS params, %(cause)s::text AS cause
"""


def tell(
    post: str,
    kind: str,
    *,
    subject: Subject,
    params: Mapping[str, Any] | None = None,
    level: int = 0,
    cause: str = "",
) -> None:
    """Tells `post` once. `params` are codes and ids, never names or numbers of people.

    With a `cause`, saying it again to the same post does nothing.
    """
    tell_from(
        ONE,
        {
            "to": post,
            "kind": kind,
            "subject_kind": subject.kind,
            "subject_id": subject.id,
            "number": subject.number,
            "area_id": subject.area_id,
            "level": level,
            "params": connection.ops.adapt_json_value(dict(params or {}), None),
            "cause": cause,
        },
    )


def tell_from(select: str, params: Mapping[str, Any]) -> int:
    """Tells every row of a SELECT giving to, kind, subject_kind, subject_id, number, area_id, level, params, cause.

    For set-based callers: one statement however many rows. Returns how many notices were new.
    """
    with connection.cursor() as cursor:
        cursor.execute(SAY.format(first="", select=select, counts=""), {**params, "channel": CHANNEL})
        return cursor.fetchone()[0]


def tell_after(first: str, select: str, params: Mapping[str, Any], *, count: Sequence[str]) -> tuple[int, ...]:
    """The same in one statement with what the notices speak of: `first` are common table expressions that write it.

    Returns how many rows those that `count` names gave back.
    """
    counts = "".join(f", (SELECT count(*) FROM {name})" for name in count)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(SAY.format(first=f"{first},", select=select, counts=counts), {**params, "channel": CHANNEL})
        return cursor.fetchone()[3:]


def mark_read(notices: list[Notice], *, by: Any) -> int:
    """Keeps that this person has read them, also for the person's other screens; the first reading counts."""
    receipts = [Receipt(notice=notice, user=by, read_at=DatabaseClock()) for notice in notices]
    made = len(Receipt.objects.bulk_create(receipts, ignore_conflicts=True))
    live.publish("notice", area_id="", user=by.pk)
    return made
