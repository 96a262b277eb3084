"""Taking a merge back: two residents again, each with what was theirs; refused with the reason when that is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.duplicates.choosing import values_of
from cases.duplicates.records import Record, as_json, restored
from cases.models import ControlSpell, Merge, Person, RegisterEntry, Suspicion
from cases.models.vocabulary import EndReason
from cases.services.freshness import promise_verification
from cases.services.linking import turn_back
from cases.services.merging import CannotMerge
from cases.services.suspecting import nearest_place_of_both
from portal.audit import services as audit
from portal.notices import live

# As long as fates.yaml keeps what was before.
CAN_BE_UNDONE = timedelta(days=90)
OWN = {"id", "created_at", "updated_at"}


@transaction.atomic
def undo_merge(merge: Merge, *, by: Any) -> Person:
    """Restores both rows and every link, and returns the resident who is there again.

    1. Lock the merge and whoever was kept; refuse when it was undone, merged on, or is too long ago.
    2. Whoever was kept gets back what they had, unless it was changed since: what is newer stays.
    3. The other row is written again under its old id, and what was theirs is turned back to them.
    4. That they are two is remembered: the pair is not suggested again.
    What was entered since the merge stays with whoever was kept.
    """
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    record = _record_of(merge)
    kept = Person.objects.select_for_update(of=("self",)).get(pk=merge.kept_id)
    try:
        with transaction.atomic():
            newer = _give_back(kept, record)
            gone = _write_again(record)
            turn_back(record.moved, kept_id=kept.pk, gone_id=gone.pk)
            _reopen(record, gone)
    except IntegrityError as clash:
        raise CannotMerge(_("What was theirs has become somebody else's since. Correct that first.")) from clash
    _remember_apart(merge, record, kept, gone, by=by)
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    audit.record(
        "register.unmerge", by=by, subject_kind="person", subject_id=kept.pk, area_id=merge.area_id,
        detail={"kept": kept.pk, "gone": gone.pk, "merge": merge.pk, "newer": newer},
    )  # fmt: skip
    live.publish("case", area_id=merge.area_id)
    return gone


def why_not_undo(merge: Merge) -> str:
    """Why it cannot be undone, "" when it can as far as is known."""
    try:
        _record_of(merge)
    except CannotMerge as refused:
        return str(refused.message)
    return ""


def forget_old_merges() -> int:
    """Both rows as they were are not kept for ever: after that time a merge stands."""
    old = Merge.objects.filter(merged_at__lt=timezone.now() - CAN_BE_UNDONE, record__isnull=False)
    return old.update(record=None)


def _record_of(merge: Merge) -> Record:
    if merge.undone_at:
        raise CannotMerge(_("This merge was undone already."))
    if merge.record is None:
        raise CannotMerge(_("This merge is too long ago: what was before is no longer kept."))
    record = Record.read(merge.record)
    if record.kept_id != str(merge.kept_id):
        raise CannotMerge(_("This resident was merged with another one since: undo that first."))
    return record


def _give_back(kept: Person, record: Record) -> list[str]:
    """Returns the fields that somebody has changed since: those stay as they are."""
    now, before = as_json(values_of(kept)), restored(record.kept_before)
    touched = {name for name in before.keys() - OWN if now[name] != record.kept_after.get(name)}
    for name in before.keys() - OWN - touched:
        setattr(kept, name, before[name])
    kept.save()
    return sorted(touched)


def _write_again(record: Record) -> Person:
    values = restored(record.gone_before)
    gone = Person(**values)
    gone.save(force_insert=True)
    Person.objects.filter(pk=gone.pk).update(created_at=values["created_at"])
    # The database began a spell of control for a new row; the old ones come back.
    ControlSpell.objects.filter(person=gone).delete()
    return gone


def _reopen(record: Record, gone: Person) -> None:
    """Entries that the merge ended stand again, with their promise; so does the spell of control that ran."""
    ended = RegisterEntry.objects.filter(pk__in=record.ended, end_reason=EndReason.DUPLICATE)
    ids = list(ended.values_list("pk", flat=True))
    ended.update(ended_at=None, ended_by=None, end_reason="")
    promise_verification(RegisterEntry.objects.filter(pk__in=ids))
    ControlSpell.objects.filter(pk__in=record.closed_spells, person=gone).update(until=None)


def _remember_apart(merge: Merge, record: Record, kept: Person, gone: Person, *, by: Any) -> None:
    Suspicion.objects.filter(pk__in=record.made).delete()
    there = set(Person.objects.values_list("pk", flat=True).filter(pk__in=_people_in(record)))
    rows = [Suspicion(**row) for row in record.suspicions if _both_in(row, there)]
    Suspicion.objects.bulk_create(rows, ignore_conflicts=True)
    first, second = sorted((kept.pk, gone.pk))
    said = {"state": Suspicion.State.DISMISSED, "decided_at": timezone.now(), "decided_by": by}
    new = {"area_id": nearest_place_of_both(kept.area, gone.area), "score": 0, "reasons": []}
    Suspicion.objects.update_or_create(first_id=first, second_id=second, defaults=said, create_defaults={**said, **new})


def _people_in(record: Record) -> set[UUID]:
    return {UUID(row[name]) for row in record.suspicions for name in ("first_id", "second_id")}


def _both_in(row: dict[str, Any], there: set[UUID]) -> bool:
    return UUID(row["first_id"]) in there and UUID(row["second_id"]) in there
