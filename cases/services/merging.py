"""Two rows of one resident made one: field by field as somebody chose, with everything that hung on either."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.duplicates.choosing import Values, combined, values_of
from cases.duplicates.records import Record
from cases.models import Case, ControlSpell, Merge, Person, RegisterEntry, Suspicion
from cases.models.vocabulary import EndReason
from cases.services.ending import close_entries
from cases.services.linking import links_to_people, turn_links
from cases.services.suspecting import nearest_place_of_both
from portal.audit import services as audit
from portal.lifecycle.errors import MoveRefused
from portal.notices import live


class CannotMerge(MoveRefused):
    """Nothing was written; the message says what has to be settled first."""


@transaction.atomic
def merge_people(kept: Person, *, gone: Person, chosen: Mapping[str, str] | None = None, by: Any) -> Merge:
    """Makes one resident of two. `chosen` says of a field whose word stands: "kept" or "gone"; see choosing.combined.

    1. Lock both, always in the order of their ids; refuse what must be settled first.
    2. Write down both rows as they are, sealed: that is what an undo restores.
    3. Where both stand in one register, the entry that was looked at last stays, the other ends as a duplicate.
    4. Turn every link, delete the row that goes, give the other the chosen values. The database has the last word.
    """
    kept, gone = _locked(kept.pk, gone.pk)
    refuse_what_contradicts(kept, gone)
    record = Record(str(kept.pk), values_of(kept), values_of(gone))
    values = combined(kept, gone, chosen or {})
    area_id = nearest_place_of_both(kept.area, gone.area)
    merge = Merge(area_id=area_id, kept=kept, gone_id=gone.pk, merged_at=timezone.now(), merged_by=by)
    record.ended = _end_second_entries(kept, gone, by=by)
    record.closed_spells = _close_spells(gone)
    record.suspicions, record.made = _carry_suspicions(kept, gone)
    record.moved = turn_links(gone.pk, to=kept.pk)
    _delete(gone)
    record.kept_after = values_of(_given(kept, values))
    merge.record = record.as_text()
    merge.save(force_insert=True)
    _tell("register.merge", merge, by=by)
    return merge


def refuse_what_contradicts(kept: Person, gone: Person) -> None:
    """Raises CannotMerge when two are two, or when a person has to merge their requests first."""
    if kept.id_number_index and gone.id_number_index and kept.id_number_index != gone.id_number_index:
        raise CannotMerge(_("Two ID numbers are two residents. If one of them is wrong, correct it first."))
    if twins := open_twins(kept, gone):
        pairs = "; ".join(f"{mine.get_need_display()}: {mine.number}, {other.number}" for mine, other in twins)
        words = _("Both have an open request for the same need (%(pairs)s). Merge these requests first.")
        raise CannotMerge(words % {"pairs": pairs})


def open_twins(one: Person, other: Person) -> list[tuple[Case, Case]]:
    """Open requests of both for one need: of one resident only one may be open."""
    cases = Case.objects.open().filter(person__in=(one.pk, other.pk), related_to=None)
    by_need: dict[str, dict[UUID, Case]] = {}
    for case in cases.order_by("created_at"):
        by_need.setdefault(case.need, {})[case.person_id] = case
    return [(pair[one.pk], pair[other.pk]) for pair in by_need.values() if len(pair) > 1]


def _locked(kept_id: UUID, gone_id: UUID) -> tuple[Person, Person]:
    if kept_id == gone_id:
        raise CannotMerge(_("That is one and the same row."))
    rows = Person.objects.select_for_update(of=("self",)).select_related("area").order_by("pk")
    people = {person.pk: person for person in rows.filter(pk__in=(kept_id, gone_id))}
    if len(people) < 2:
        raise CannotMerge(_("Somebody has merged these two already."))
    return people[kept_id], people[gone_id]


def _end_second_entries(kept: Person, gone: Person, *, by: Any) -> list[str]:
    """Of two entries in one register the one that was looked at last is the better one."""
    entries = RegisterEntry.objects.current().filter(person__in=(kept.pk, gone.pk)).select_for_update(of=("self",))
    by_group: dict[str, list[RegisterEntry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.verified_at or entry.created_at):
        by_group.setdefault(entry.group, []).append(entry)
    ended = [pair[0] for pair in by_group.values() if len(pair) > 1]
    for entry in ended:
        close_entries([entry], reason=EndReason.DUPLICATE, at=timezone.now(), by=by)
    return [str(entry.pk) for entry in ended]


def _close_spells(gone: Person) -> list[str]:
    """The history of control is carried over; what runs on is the spell of whoever stays."""
    spells = ControlSpell.objects.filter(person=gone, until=None)
    ids = [str(pk) for pk in spells.values_list("pk", flat=True)]
    spells.update(until=timezone.now())
    return ids


def _carry_suspicions(kept: Person, gone: Person) -> tuple[list[dict[str, Any]], list[str]]:
    """Whoever is not the one is not the other either. What was only suspected is found again by the next look."""
    about = [*Suspicion.objects.filter(first=gone), *Suspicion.objects.filter(second=gone)]
    told = [{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} for row in about]
    made = []
    for row in about:
        other = row.second_id if row.first_id == gone.pk else row.first_id
        first, second = sorted((kept.pk, other))
        if row.state == Suspicion.State.DISMISSED and other != kept.pk:
            copy = Suspicion(first_id=first, second_id=second, area_id=row.area_id, score=row.score)
            copy.reasons, copy.state, copy.decided_at, copy.decided_by_id = (
                row.reasons, row.state, row.decided_at, row.decided_by_id,
            )  # fmt: skip
            made += Suspicion.objects.bulk_create([copy], ignore_conflicts=True)
    Suspicion.objects.filter(pk__in=[row.pk for row in about]).delete()
    there = Suspicion.objects.filter(pk__in=[row.pk for row in made]).values_list("pk", flat=True)
    return told, [str(pk) for pk in there]


def _delete(gone: Person) -> None:
    """Nothing may go with the row: whatever still points at it would be deleted too."""
    left = [model for model, field in links_to_people() if model._base_manager.filter(**{field.attname: gone.pk})]
    if left:
        raise CannotMerge(_("Somebody is writing about this resident just now. Try again."))
    Person.objects.filter(pk=gone.pk).delete()


def _given(kept: Person, values: Values) -> Person:
    for name, value in values.items():
        setattr(kept, name, value)
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as clash:
        raise CannotMerge(_("A third resident has this name and telephone. Look at that pair first.")) from clash
    kept.refresh_from_db()
    return kept


def _tell(action: str, merge: Merge, *, by: Any) -> None:
    pair = {"kept": merge.kept_id, "gone": merge.gone_id, "merge": merge.pk}
    audit.record(action, by=by, subject_kind="person", subject_id=merge.kept_id, area_id=merge.area_id, detail=pair)
    live.publish("case", area_id=merge.area_id)
