"""The outbox's rows: taken under a lease, settled by what became of the attempt, handed to a fallback, given up."""

import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from portal.notices.clock import database_now
from portal.notices.models import Delivery, Endpoint, Notice
from portal.notices.webhook import Letter, Result
from portal.privacy.seals import SealBroken

log = logging.getLogger(__name__)

PER_ENDPOINT = 20  # letters on the way to one receiver at a time
DIVERT_AFTER = 3  # failed attempts before the fallback takes over
GIVE_UP_AFTER = 20  # attempts, about an hour: then it is a dead letter, on screen until a person decides

WORK = """
SELECT e.* FROM notices_endpoint e
WHERE e.is_active AND EXISTS (
    SELECT FROM notices_delivery d
    WHERE d.endpoint_id = e.id AND d.state = 'waiting' AND d.next_try_at <= (SELECT clock_timestamp())
      AND (d.leased_until IS NULL OR d.leased_until <= (SELECT clock_timestamp())))
"""

# A run that dies leaves its lease behind; when that ends, the letters go out again. Longer than any attempt can take.
LEASE = """
UPDATE notices_delivery d
SET lease = %(lease)s, leased_until = clock_timestamp() + interval '30 seconds', attempts = d.attempts + 1
FROM (
    SELECT id FROM notices_delivery
    WHERE endpoint_id = %(endpoint)s AND state = 'waiting' AND next_try_at <= (SELECT clock_timestamp())
      AND (leased_until IS NULL OR leased_until <= (SELECT clock_timestamp()))
    ORDER BY next_try_at LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
) due
WHERE d.id = due.id
RETURNING d.id
"""

# It has arrived, whoever holds the lease by now.
DELIVERED = """
UPDATE notices_delivery
SET state = 'delivered', settled_at = clock_timestamp(), last_status = result.status, last_error = '',
    lease = NULL, leased_until = NULL
FROM unnest(%(ids)s::bigint[], %(statuses)s::int[]) AS result (id, status)
WHERE notices_delivery.id = result.id AND state <> 'delivered'
"""

# 2 s, 4 s, ... 5 min, each shortened by up to half at random, so that a receiver that comes back is not run over.
FAILED = """
UPDATE notices_delivery
SET state = CASE WHEN attempts >= %(give_up)s THEN 'dead' ELSE 'waiting' END,
    settled_at = CASE WHEN attempts >= %(give_up)s THEN clock_timestamp() END,
    next_try_at = clock_timestamp()
        + LEAST(interval '2 seconds' * power(2, LEAST(attempts, 10) - 1), interval '5 minutes') * (0.5 + random() / 2),
    last_status = result.status, last_error = result.error, lease = NULL, leased_until = NULL
FROM unnest(%(ids)s::bigint[], %(statuses)s::int[], %(errors)s::text[]) AS result (id, status, error)
WHERE notices_delivery.id = result.id AND lease = %(lease)s AND state = 'waiting'
"""

# The message keeps its key on the other way. Where it was tried before it does not go again: a ring of fallbacks ends.
DIVERT = """
WITH moved AS (
    INSERT INTO notices_delivery
        (notice_id, endpoint_id, idempotency_key, state, attempts, created_at, next_try_at, last_error)
    SELECT d.notice_id, f.id, d.idempotency_key, 'waiting', 0, d.created_at, clock_timestamp(), ''
    FROM notices_delivery d
    JOIN notices_endpoint e ON e.id = d.endpoint_id
    JOIN notices_endpoint f ON f.id = e.fallback_id AND f.is_active
    WHERE d.id = ANY(%(ids)s) AND d.state <> 'delivered' AND d.attempts >= %(divert_after)s
    ON CONFLICT DO NOTHING
    RETURNING notice_id, idempotency_key
)
UPDATE notices_delivery d SET state = 'diverted', settled_at = clock_timestamp()
FROM moved
WHERE d.id = ANY(%(ids)s) AND d.notice_id = moved.notice_id AND d.idempotency_key = moved.idempotency_key
"""


def endpoints_with_work() -> list[Endpoint]:
    return list(Endpoint.objects.raw(WORK))


def take(endpoint: Endpoint, *, lease: UUID) -> list[Letter]:
    """Leases some of an endpoint's due letters. What cannot even be written is settled as failed at once."""
    with connection.cursor() as cursor:
        cursor.execute(LEASE, {"lease": lease, "endpoint": endpoint.pk, "limit": PER_ENDPOINT})
        ids = [row[0] for row in cursor.fetchall()]
    if not ids:
        return []
    try:
        secret = endpoint.secret
    except SealBroken:
        log.error("the signing secret of webhook %s does not open", endpoint.pk)
        settle([Result(pk, error="secret") for pk in ids], lease=lease)
        return []
    now = int(database_now().timestamp())
    rows = Delivery.objects.filter(pk__in=ids).select_related("notice").order_by("pk")
    return [Letter(row.pk, row.idempotency_key, endpoint.url, secret, now, content(row)) for row in rows]


def content(delivery: Delivery) -> dict[str, Any]:
    """What leaves the house: codes, ids and the number that people say on the telephone. No personal data."""
    notice: Notice = delivery.notice
    return {
        "id": str(delivery.idempotency_key),
        "to": notice.to,
        "kind": notice.kind,
        "subject": {"kind": notice.subject_kind, "number": notice.number},
        "area": notice.area_id,
        "level": notice.level,
        "params": notice.params,
        "said_at": notice.created_at.isoformat(),
    }


@transaction.atomic
def settle(results: Sequence[Result], *, lease: UUID) -> None:
    """Writes down what became of a batch: arrived, to be tried again, handed to the fallback, or given up."""
    arrived = [result for result in results if not result.error]
    failed = [result for result in results if result.error]
    with connection.cursor() as cursor:
        if arrived:
            cursor.execute(DELIVERED, _columns(arrived))
        if failed:
            limits: dict[str, Any] = {"lease": lease, "give_up": GIVE_UP_AFTER, "divert_after": DIVERT_AFTER}
            cursor.execute(FAILED, {**_columns(failed), **limits})
            cursor.execute(DIVERT, {**_columns(failed), **limits})


def _columns(results: Sequence[Result]) -> dict[str, Any]:
    return {
        "ids": [result.delivery_id for result in results],
        "statuses": [result.status for result in results],
        "errors": [result.error for result in results],
    }
