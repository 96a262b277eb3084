"""Requests that went as others did: an ordinary day has many, and each is copied from one that was replayed.

Replaying a request costs some two hundred queries; a copy costs a few rows in a batch. Only what was settled in time
and without an outing is copied, with every row that it left: notes, work, promises, journal, notices. The resident,
the words and policy's proposal are the copy's own; the people of its place take the parts of their colleagues.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from cases.demo.calls import Told
from cases.demo.staff import Cast
from cases.models import Case, Job, Judgement, Note
from cases.models.vocabulary import State
from cases.services.intake import Intake
from cases.services.numbers import next_number
from cases.services.proposing import propose
from portal.audit.models import Entry
from portal.commitments.models import Commitment, Segment
from portal.notices.models import Notice

SETTLED = (State.FOLLOWED_UP, State.ARCHIVED)
GREEN_CHANNEL = {"dialysis", "oncology", "pregnant", "newborn", "critical"}  # whose clocks run faster


@dataclass(slots=True)
class Slip:
    """A ticket number that was given at its instant to a request that will be copied."""

    told: Told
    intake: Intake
    number: str
    at: datetime


def take_number(told: Told, intake: Any, slips: list[Slip]) -> Iterator[float]:
    """The story of a request that will be copied: it only takes its number in its turn."""
    slips.append(Slip(told, intake(), next_number(), timezone.now()))
    return
    yield


@dataclass(slots=True)
class Rows:
    """Everything that a settled request left behind."""

    cases: list[Case]
    judgements: list[Judgement] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    promises: list[Commitment] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    journal: list[Entry] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def case(self) -> Case:
        return self.cases[0]

    @property
    def lasted(self) -> timedelta:
        return self.journal[-1].at - self.case.created_at

    def add(self, other: Rows) -> None:
        for each in fields(self):
            getattr(self, each.name).extend(getattr(other, each.name))


def copy_requests(slips: list[Slip], *, cast: Cast, rng: Random, until: datetime) -> int:
    """Makes the request of each slip after one like it that is settled, and lay no longer than there is time."""
    originals = [rows_of(case) for case in _settled()]
    made = Rows([])
    for slip in slips:
        case = _begun(slip, policy_id=originals[0].case.policy_id)
        in_time = [rows for rows in originals if rows.lasted < until - slip.at and rows.case.pathway == case.pathway]
        nearest = max((likeness(rows.case, case) for rows in in_time), default=0)
        if alike := [rows for rows in in_time if likeness(rows.case, case) == nearest]:
            made.add(_copied(rng.choice(alike), case, slip, cast))
    _save(made)
    return len(made.cases)


def likeness(original: Case, case: Case) -> int:
    """How much is equal of what decides on the pace of a way."""
    is_equally_green = bool(GREEN_CHANNEL & set(original.groups)) == bool(GREEN_CHANNEL & set(case.groups))
    return is_equally_green + 2 * (original.severity == case.severity)


def rows_of(case: Case) -> Rows:
    jobs = list(case.jobs.all())
    ids = [case.pk, *(job.pk for job in jobs)]
    promises = list(Commitment.objects.filter(subject_id__in=ids))
    return Rows(
        cases=[case],
        judgements=list(case.judgements.all()),
        notes=list(case.notes.all()),
        jobs=jobs,
        promises=promises,
        segments=list(Segment.objects.filter(commitment__in=promises)),
        journal=list(Entry.objects.filter(subject_id__in=map(str, ids)).order_by("at")),
        notices=list(Notice.objects.filter(subject_id__in=ids)),
    )


def _settled() -> list[Case]:
    late = Commitment.objects.filter(broken_at__isnull=False).values("number")
    settled = Case.objects.filter(state__in=SETTLED, outings=None, merged=None, bounces=0).exclude(number__in=late)
    return [case for case in settled if not Entry.objects.filter(number=case.number, action="case.reopen").exists()]


def _begun(slip: Slip, *, policy_id: uuid.UUID) -> Case:
    """The request as it was taken in: what the caller said, and what the day's one policy proposes for it."""
    intake, resident = slip.intake, slip.told.resident
    case = Case(
        number=slip.number,
        person=resident.person,
        area=resident.area,
        channel=intake.channel,
        caller_phone=intake.caller_phone or None,
        groups=intake.groups,
        control=intake.control,
        need=intake.need,
        severity=intake.severity,
        description=intake.description,
        latest_test_at=intake.latest_test_at,
        occurred_at=slip.at,
        policy_id=policy_id,
    )
    propose(case)
    return case


@dataclass(slots=True)
class Turning:
    """What becomes of the values of a copied row: other ids, number, place and people; instants moved."""

    ids: dict[uuid.UUID, uuid.UUID]
    words: dict[str, str]  # ids, numbers, codes and posts wherever they stand as text
    people: dict[int, int]
    later: timedelta

    def row(self, original: Model) -> Any:
        copy = type(original)()
        for column in original._meta.concrete_fields:
            if not (column.primary_key and column.get_internal_type() != "UUIDField"):
                setattr(copy, column.attname, self.value(column, getattr(original, column.attname)))
        return copy

    def value(self, column: Any, value: Any) -> Any:
        if column.related_model and column.related_model._meta.label == "accounts.User":
            return self.people.get(value, value)
        return self._plain(value, is_own_id=column.primary_key)

    def _plain(self, value: Any, *, is_own_id: bool = False) -> Any:
        if isinstance(value, uuid.UUID):
            return self.ids.get(value) or (uuid.uuid4() if is_own_id else value)
        if isinstance(value, datetime):
            return value + self.later
        if isinstance(value, dict):
            return {key: self._in_json(one) for key, one in value.items()}
        return self.words.get(value, value) if isinstance(value, str) else value

    def _in_json(self, value: Any) -> Any:
        instant = parse_datetime(value) if isinstance(value, str) and value[4:5] == "-" else None
        return (instant + self.later).isoformat() if instant else self._plain(value)


def _copied(original: Rows, case: Case, slip: Slip, cast: Cast) -> Rows:
    turning = _turning(original, case, slip, cast)
    copy = Rows(
        cases=[_settled_like(original.case, case, turning)],
        judgements=[turning.row(row) for row in original.judgements],
        notes=[turning.row(row) for row in original.notes],
        jobs=[turning.row(row) for row in original.jobs],
        journal=[turning.row(row) for row in original.journal],
        notices=[turning.row(row) for row in original.notices],
    )
    promises = {row.pk: turning.row(row) for row in original.promises}
    copy.promises = list(promises.values())
    for row in original.segments:
        segment = turning.row(row)
        segment.commitment = promises[row.commitment_id]
        copy.segments.append(segment)
    return copy


def _turning(original: Rows, case: Case, slip: Slip, cast: Cast) -> Turning:
    old, there, here = original.case, original.case.area_id, case.area_id
    ids = {old.pk: case.pk, **{job.pk: uuid.uuid4() for job in original.jobs}}
    people = {
        cast.medic_of(there).pk: cast.medic_of(here).pk,
        cast.grid_of(there).pk: cast.grid_of(here).pk,
    }
    words = {old.number: case.number, there: here, **{str(before): str(after) for before, after in ids.items()}}
    words |= {f"{role}@{there}": f"{role}@{here}" for role in ("grid", "medic")}
    words |= {f"user:{before}": f"user:{after}" for before, after in people.items()}
    return Turning(ids, words, people, slip.at - old.created_at)


def _settled_like(original: Case, case: Case, turning: Turning) -> Case:
    """The begun request, brought to where the original stands."""
    for name in ("state", "outcome", "satisfaction"):
        setattr(case, name, getattr(original, name))
    for name in ("occurred_at", "created_at", "finished_at"):
        setattr(case, name, getattr(original, name) + turning.later)
    for name in ("created_by_id", "owner_id"):
        value = getattr(original, name)
        setattr(case, name, turning.people.get(value, value))
    return case


def _save(made: Rows) -> None:
    """In the order in which they point at each other; dates of creation once more, since saving sets them to now."""
    created = {row.pk: row.created_at for row in (*made.cases, *made.jobs)}
    Case.objects.bulk_create(made.cases)
    Job.objects.bulk_create(made.jobs)
    for model, rows in ((Case, made.cases), (Job, made.jobs)):
        for row in rows:
            row.created_at = created[row.pk]
        model.objects.bulk_update(rows, ["created_at"])
    Judgement.objects.bulk_create(made.judgements)
    Note.objects.bulk_create(made.notes)
    Commitment.objects.bulk_create(made.promises)
    Segment.objects.bulk_create(made.segments)
    Entry.objects.bulk_create(made.journal)
    Notice.objects.bulk_create(made.notices)
