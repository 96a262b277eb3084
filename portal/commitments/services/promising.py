"""Making a promise. The services of this folder join their caller's transaction: a move has a savepoint of its own."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from portal.commitments.locking import lock_open
from portal.commitments.models import Commitment, Ladder, LadderStep
from portal.commitments.models.commitment import columns, from_row
from portal.commitments.services.settling import close
from portal.commitments.subject import Subject
from portal.commitments.terms import Terms, normalised
from portal.notices.clock import database_now


@transaction.atomic(savepoint=False)
def promise(
    kind: str,
    *,
    subject: Subject,
    terms: Terms,
    started_at: datetime | None = None,
    restart: bool = False,
    by: Any = None,
) -> Commitment:
    """Starts a clock. While one of the kind runs for the subject, that one is returned: nothing is promised twice.

    `started_at` is when the request was made; later than now counts as now. With `restart` the running one is released
    (what it broke stays broken) and a new cycle begins.
    """
    terms = normalised(terms)
    if restart:
        locked = lock_open(subject, [kind])
        close(locked, by=by, released_at=locked.now, release_reason="restarted")
    for _attempt in range(ATTEMPTS):
        if made := _insert(kind, subject, terms, started_at, by):
            return made
        # It was made before, or by somebody else just now: that one is the promise.
        if (locked := lock_open(subject, [kind])).ids:
            return Commitment.objects.get(pk=locked.ids[0])
        ladder_of(terms)
    raise IntegrityError(f"{kind} of {subject.kind} {subject.id}: made and settled by others, again and again")


ATTEMPTS = 3  # the first use of its terms, and somebody who makes and settles the same promise at that very moment

# A promise with the stretch of the clock that begins with it. Nothing is inserted, and nothing returned, while one of
# the kind runs, and where nobody has written down these terms.
ONE = f"""
WITH made AS (
    INSERT INTO commitments_commitment AS c
        (kind, subject_kind, subject_id, number, area_id, ladder_id, cycle, started_at, due_at, cap_at, next_due_at,
         level, pause_reason, release_reason, fault, fault_count)
    SELECT %(kind)s::text, %(subject_kind)s::text, %(id)s, %(number)s, %(area)s, ladder.id,
           1 + COALESCE((SELECT max(before.cycle) FROM commitments_commitment before WHERE before.subject_id = %(id)s
                         AND before.kind = %(kind)s::text AND before.subject_kind = %(subject_kind)s::text), 0),
           began.at, began.at + %(due)s, began.at + %(cap)s::interval, began.at + %(due)s, 0, '', '', '', 0
    FROM commitments_ladder ladder,
         (SELECT LEAST(%(started_at)s::timestamptz, clock_timestamp()) AS at) AS began
    WHERE ladder.digest = %(digest)s
    ON CONFLICT DO NOTHING
    RETURNING {columns("c")}
), segment AS (
    INSERT INTO commitments_segment (commitment_id, kind, started_at, reason, by_id)
    SELECT id, 'running', started_at, '', %(by)s FROM made
)
SELECT * FROM made
"""  # noqa: S608 - of names of columns alone

# A promise that already runs for a subject stays as it is; one that was settled before is followed by the next cycle.
MANY = """
WITH made AS (
    INSERT INTO commitments_commitment
        (kind, subject_kind, subject_id, number, area_id, ladder_id, cycle, started_at, due_at, cap_at, next_due_at,
         level, pause_reason, release_reason, fault, fault_count)
    SELECT %(kind)s::text, subject.kind, subject.id, subject.number, subject.area_id, %(ladder)s,
           1 + COALESCE((SELECT max(c.cycle) FROM commitments_commitment c
                         WHERE c.subject_id = subject.id AND c.subject_kind = subject.kind
                         AND c.kind = %(kind)s::text), 0),
           subject.started_at, subject.due_at, subject.started_at + %(cap)s, subject.due_at, 0, '', '', '', 0
    FROM unnest(%(kinds)s::text[], %(ids)s::uuid[], %(numbers)s::text[], %(areas)s::text[],
                %(starts)s::timestamptz[], %(dues)s::timestamptz[])
        AS subject (kind, id, number, area_id, started_at, due_at)
    ON CONFLICT DO NOTHING
    RETURNING id, started_at
)
INSERT INTO commitments_segment (commitment_id, kind, started_at, reason, by_id)
SELECT id, 'running', started_at, '', %(by)s FROM made
"""


@transaction.atomic(savepoint=False)
def promise_many(
    kind: str,
    *,
    subjects: Collection[Subject],
    terms: Terms,
    starts: Collection[datetime] | None = None,
    dues: Collection[datetime] | None = None,
    by: Any = None,
) -> int:
    """Starts the same promise for many subjects, in one statement; returns for how many it was new.

    `starts`: since when each is waited for, if not from now; later than now counts as now.
    `dues`: when each is due, where that is not `terms.due` from its start; before its start counts as at its start.
    """
    terms, now = normalised(terms), database_now()
    started = [now] * len(subjects) if starts is None else [min(now, start) for start in starts]
    due_at = (
        [start + terms.due for start in started]
        if dues is None
        else [max(start, due) for start, due in zip(started, dues, strict=True)]
    )
    params: dict[str, Any] = {
        "kind": kind,
        "ladder": ladder_of(terms).pk,
        "starts": started,
        "dues": due_at,
        "cap": terms.cap,
        "by": by.pk if by else None,
        "kinds": [subject.kind for subject in subjects],
        "ids": [subject.id for subject in subjects],
        "numbers": [subject.number for subject in subjects],
        "areas": [subject.area_id for subject in subjects],
    }
    with connection.cursor() as cursor:
        cursor.execute(MANY, params)
        return cursor.rowcount


def _insert(kind: str, subject: Subject, terms: Terms, started_at: datetime | None, by: Any) -> Commitment | None:
    told: dict[str, Any] = {
        "kind": kind,
        "subject_kind": subject.kind,
        "id": subject.id,
        "number": subject.number,
        "area": subject.area_id,
        "digest": terms.digest,
        "started_at": started_at,
        "due": terms.due,
        "cap": terms.cap,
        "by": by.pk if by else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(ONE, told)
        row = cursor.fetchone()
    return from_row(row) if row else None


def ladder_of(terms: Terms) -> Ladder:
    """The stored terms equal to these, written at their first use."""
    if found := Ladder.objects.filter(digest=terms.digest).first():
        return found
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Two first uses at once: the second waits here and then finds the row of the first.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('commitments_ladder'), hashtext(%s))", [terms.digest])
        ladder, is_new = Ladder.objects.get_or_create(
            digest=terms.digest,
            defaults={
                "kind": terms.kind,
                "due": terms.due,
                "pack": terms.pack,
                "version": terms.version,
                "cite": terms.cite,
                "text": terms.as_json(),
            },
        )
        if is_new:
            LadderStep.objects.bulk_create(
                LadderStep(ladder=ladder, level=level, after=step.after, to_role=step.to, at_level=step.at)
                for level, step in enumerate(terms.steps, start=1)
            )
    return ladder
