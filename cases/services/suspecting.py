"""Looking for residents who were entered twice, and remembering which of them are not the same."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases.duplicates.comparing import Likeness
from cases.duplicates.pairing import Pair, suspicious_pairs
from cases.models import Person, Suspicion
from cases.selectors.likenesses import traits_in
from portal.areas.models import Area, Level
from portal.audit import services as audit

State = Suspicion.State
TOLD = ["area_id", "score", "reasons"]


def look_for_duplicates(area_code: str, *, by: Any = None) -> int:
    """Compares everybody of a place; returns how many pairs are to be looked at there now.

    New pairs are written, those that no longer look alike go, and what somebody said about a pair stays said. Reading
    takes most of the time and locks nothing; a resident who goes meanwhile is left out when it is written.
    """
    pairs = suspicious_pairs(traits_in(area_code))
    _write(area_code, pairs)
    waiting = Suspicion.objects.filter(area__pk__startswith=area_code, state=State.OPEN).count()
    audit.record("duplicates.look", by=by, area_id=area_code, detail={"found": len(pairs), "waiting": waiting})
    return waiting


def look_everywhere() -> int:
    """District by district: whoever was entered twice was so by neighbours, or by two who keep one district."""
    districts = Area.objects.filter(level=Level.DISTRICT).order_by("code").values_list("code", flat=True)
    return sum(look_for_duplicates(code) for code in districts)


@transaction.atomic
def dismiss_suspicion(suspicion: Suspicion, *, by: Any) -> Suspicion:
    """Not the same, said by somebody who knows: the pair is not suggested again. Journalled."""
    suspicion = Suspicion.objects.select_for_update().get(pk=suspicion.pk)
    suspicion.state, suspicion.decided_at, suspicion.decided_by = State.DISMISSED, timezone.now(), by
    suspicion.save()
    pair = {"first": suspicion.first_id, "second": suspicion.second_id}
    audit.record(
        "register.apart",
        by=by,
        subject_kind="suspicion",
        subject_id=suspicion.pk,
        area_id=suspicion.area_id,
        detail=pair,
    )
    return suspicion


@transaction.atomic
def _write(area_code: str, pairs: dict[Pair, Likeness]) -> None:
    of_place = Suspicion.objects.filter(area__pk__startswith=area_code)
    known = {(row.first_id, row.second_id): row for row in of_place.select_for_update(of=("self",))}
    gone = [row.pk for pair, row in known.items() if pair not in pairs and row.state == State.OPEN]
    Suspicion.objects.filter(pk__in=gone).delete()
    found = {(row.first_id, row.second_id): row for row in _rows(pairs)}
    changed = [known[pair] for pair, row in found.items() if pair in known and _took_over(known[pair], row)]
    Suspicion.objects.bulk_update(changed, ["area", "score", "reasons"], batch_size=500)
    new = [row for pair, row in found.items() if pair not in known]
    Suspicion.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)


def _took_over(known: Suspicion, found: Suspicion) -> bool:
    differs = any(getattr(known, name) != getattr(found, name) for name in TOLD)
    for name in TOLD:
        setattr(known, name, getattr(found, name))
    return differs


def _rows(pairs: dict[Pair, Likeness]) -> list[Suspicion]:
    """Only of residents who are still there: locked, so that none goes before the row is written."""
    wanted = {pk for pair in pairs for pk in pair}
    people = Person.objects.filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",), no_key=True)
    places: dict[UUID, Area] = {person.pk: person.area for person in people.select_related("area")}
    return [
        Suspicion(
            first_id=first, second_id=second, area_id=nearest_place_of_both(places[first], places[second]),
            score=likeness.score, reasons=[reason.value for reason in likeness.reasons],
        )
        for (first, second), likeness in pairs.items()
        if first in places and second in places
    ]  # fmt: skip


def nearest_place_of_both(one: Area, other: Area) -> str:
    """The code of the smallest place that holds both: who works there may know both residents."""
    codes = {one.pk, *one.lineage.values()} & {other.pk, *other.lineage.values()}
    return max(codes, key=len)
