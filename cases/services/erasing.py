"""What is kept as long as the request: its words go a time after it was filed, and a resident's name with the last one.

Figures stay: a request without words is still counted, and shows in every report what was promised and kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from cases.models import Case, Job, Judgement, KeptThing, Merge, Note, Outing, Person, RegisterEntry, Visit
from cases.models.vocabulary import OPEN_JOB_STATES, Control, State
from hospitals.models import Booking
from portal.commitments.models import Commitment, Urge
from portal.privacy.erasure import Blanking, Expiry, register
from portal.privacy.fields import BlindIndexField, SealedTextField
from transport.models import Trip, Trouble

FILED = (State.ARCHIVED, State.CANCELLED, State.MERGED)
# Texts that may not be null are made empty, row by row: each is sealed under its own row.
WORDS = {Case: ("caller_phone", "description"), Job: ("brief", "prescription", "result"), Judgement: ("reason",)}
OF_A_VISIT = ("found", "done", "medicines", "advice")


def filed_long_ago(now: datetime) -> QuerySet[Case]:
    """Filed, untouched since, with nothing under way: no work, no outing, no promise that still runs."""
    before = now - timedelta(days=settings.KEEP_CASES_DAYS)
    promised = Commitment.objects.open().filter(number=OuterRef("number"))
    return (
        Case.objects.filter(state__in=FILED, updated_at__lt=before, erased_at=None)
        .exclude(Exists(Job.objects.filter(case=OuterRef("pk"), state__in=OPEN_JOB_STATES)))
        .exclude(Exists(Outing.objects.filter(case=OuterRef("pk"), closed_at=None)))
        .exclude(Exists(promised))
    )


def nobody_knows_any_more(now: datetime) -> QuerySet[Person]:
    """Residents whose every request is erased, who stand in no register, are under no control and left nothing here."""
    cases, mine = Case.objects.filter(person=OuterRef("pk")), {"person": OuterRef("pk")}
    return (
        Person.objects.filter(Exists(cases), control=Control.NONE, name_index__isnull=False)
        .exclude(Exists(cases.filter(erased_at=None)))
        .exclude(Exists(RegisterEntry.objects.filter(**mine)))
        .exclude(Exists(KeptThing.objects.filter(returned_at=None, **mine)))
        .exclude(Exists(Merge.objects.filter(kept=OuterRef("pk"), record__isnull=False)))
    )


def blank_requests(now: datetime, limit: int, dry_run: bool) -> int:
    """The words of a request, of the work, bookings and trips for it, and of those who pressed for it."""
    due = filed_long_ago(now)
    if dry_run:
        return due.count()
    rows = list(due.select_for_update(of=("self",), skip_locked=True)[:limit])
    ids, numbers = [case.pk for case in rows], [case.number for case in rows]
    for model, names in WORDS.items():
        _empty(rows if model is Case else list(model._default_manager.filter(case__in=ids)), names)
    _empty(list(Visit.objects.filter(job__case__in=ids)), OF_A_VISIT)
    Note.objects.filter(case__in=ids).delete()
    about = {"subject_kind": "case", "subject_id__in": ids}
    Booking.objects.filter(**about).update(note=None, refusal_note=None)
    Trip.objects.filter(**about).update(pickup_note=None, cancel_reason=None)
    Trouble.objects.filter(trip__in=Trip.objects.filter(**about)).update(words=None, answer=None)
    Urge.objects.filter(commitment__number__in=numbers).update(note=None)
    Case.objects.filter(pk__in=ids).update(erased_at=Now(), latest_test_at=None)
    return len(rows)


def blank_residents(now: datetime, limit: int, dry_run: bool) -> int:
    """Everything that names a resident, and what they could be found by."""
    due = nobody_knows_any_more(now)
    if dry_run:
        return due.count()
    rows = list(due.select_for_update(of=("self",), skip_locked=True)[:limit])
    kinds = (SealedTextField, BlindIndexField)
    naming = [field.name for field in Person._meta.local_concrete_fields if isinstance(field, kinds)]
    _empty(rows, naming, also=("birth_year",))
    return len(rows)


def _empty(rows: list[Any], names: Any, *, also: tuple[str, ...] = ()) -> None:
    """Sealed words become nothing; what is found by them is computed anew from that, when the row is saved."""
    for row in rows:
        for name in (*names, *also):
            field = row._meta.get_field(name)
            if not isinstance(field, BlindIndexField):
                setattr(row, name, None if field.null else "")
        indexes = [field.name for field in row._meta.local_concrete_fields if isinstance(field, BlindIndexField)]
        row.save(update_fields={*names, *also, *indexes})


def register_erasure() -> None:
    register(
        expiries=[
            Expiry("cases.Draft", since="updated_at"),
            Expiry("cases.LineGap", since="closed_at"),
            Expiry("cases.Absence", since="ended_at"),
        ],
        blankings=[Blanking("cases.Case", blank_requests), Blanking("cases.Person", blank_residents)],
    )
