"""Figures of places are asked for again (N3): promises that lack are made, and a desk whose time is out is told."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, Min, OuterRef

from hospitals.models import Hospital, Places
from hospitals.models.reports import REPORT, SUBJECT
from hospitals.services.places import subject_of
from portal.commitments import services as commitments
from portal.commitments.models import Commitment
from portal.commitments.terms import Terms, terms_for
from portal.notices import services as notices

# One watcher at a time: two would make the same promises.
_WATCH_LOCK = 0x706C6163  # "plac"

# Told when the time is out, and again each half day for as long as nothing is reported.
ASK_AGAIN = """
SELECT 'hospital:' || h.id AS "to", 'places.stale' AS kind, c.subject_kind, c.subject_id, c.number, c.area_id,
       0::smallint AS level, '{}'::jsonb AS params,
       'places.stale:' || c.id || ':' || floor(extract(epoch FROM clock_timestamp() - c.due_at) / 43200) AS cause
FROM commitments_commitment c JOIN hospitals_hospital h ON h.key = c.subject_id
WHERE c.kind = %(kind)s AND c.kept_at IS NULL AND c.released_at IS NULL AND c.due_at <= clock_timestamp()
"""


@dataclass(frozen=True, slots=True)
class Watched:
    promised: int
    let_go: int
    asked: int


@transaction.atomic
def watch_places() -> Watched:
    """Running it again changes nothing.

    1. Wait for another watcher. 2. Whoever has figures and no promise gets one, counted from the oldest figure: figures
    may have come from a table or a file. 3. A closed institution is asked for nothing. 4. Whose time is out is asked.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WATCH_LOCK])
    promised, let_go = _promise_what_lacks(), _let_the_closed_go()
    return Watched(promised, let_go, notices.tell_from(ASK_AGAIN, {"kind": REPORT}))


def _promise_what_lacks() -> int:
    running = Commitment.objects.open().filter(kind=REPORT, subject_kind=SUBJECT, subject_id=OuterRef("key"))
    without = Hospital.objects.open().exclude(Exists(running))
    counting = without.annotate(oldest=Min("places__reported_at")).filter(oldest__isnull=False)
    by_terms: dict[Terms, list[tuple[Hospital, datetime]]] = defaultdict(list)
    of_area: dict[str, Terms] = {}
    for hospital in counting:
        if hospital.area_id not in of_area:
            of_area[hospital.area_id] = terms_for(REPORT, area_id=hospital.area_id)
        by_terms[of_area[hospital.area_id]].append((hospital, hospital.oldest))
    return sum(
        commitments.promise_many(
            REPORT,
            subjects=[subject_of(hospital) for hospital, _oldest in alike],
            terms=terms,
            starts=[oldest for _hospital, oldest in alike],
        )
        for terms, alike in by_terms.items()
    )


def _let_the_closed_go() -> int:
    has_figures = Exists(Places.objects.filter(hospital=OuterRef("pk")))
    asked_for_nothing = Hospital.objects.filter(is_open=False) | Hospital.objects.exclude(has_figures)
    promises = Commitment.objects.open().filter(kind=REPORT, subject_kind=SUBJECT)
    ids = list(promises.filter(subject_id__in=asked_for_nothing.values("key")).values_list("subject_id", flat=True))
    if ids:
        reason = "nothing to report while closed"
        commitments.release_many(REPORT, subject_kind=SUBJECT, ids=ids, reason=reason)
    return len(ids)
