"""Residents who may have been entered twice, side by side; and what was merged and can still be undone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from cases.duplicates.choosing import KEPT, Choice, choices_between
from cases.models import Case, Merge, Person, RegisterEntry, Suspicion
from cases.models.duplicates import Alike
from portal.access.api import visible
from portal.privacy.fates import fate_of
from portal.privacy.fields import SealedTextField
from portal.privacy.masking import MASKS

MERGE = "register.merge"
PAIRS = Suspicion.objects.select_related("area", "first__area", "second__area")


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both, as somebody may see it. `same`: what lies behind the masks is equal."""

    name: str
    label: str
    kept: str
    gone: str
    same: bool
    is_open: bool  # both say something else: somebody has to choose
    taken: str
    can_be_revealed: bool


@dataclass(frozen=True, slots=True)
class Side:
    """What hangs on a row, so that nobody merges blindly."""

    person: Person
    open_cases: int
    cases: int
    groups: list[str]


def open_suspicions(user: Any) -> QuerySet[Suspicion]:
    """Pairs of their places that nobody has decided on, the surest first."""
    rows = visible(user, MERGE, PAIRS.filter(state=Suspicion.State.OPEN))
    return rows.order_by("-score", "found_at", "pk")


def reasons_of(suspicion: Suspicion) -> list[str]:
    return [str(Alike(code).label) for code in suspicion.reasons]


def in_order(suspicion: Suspicion) -> tuple[Person, Person]:
    """The row that stays, and the one that goes: the older one is what others may have written down."""
    first, second = sorted((suspicion.first, suspicion.second), key=lambda person: (person.created_at, person.pk))
    return first, second


def side_by_side(kept: Person, gone: Person, *, looks: Collection[str] = ()) -> list[Row]:
    """`looks`: "id:field" of what was shown for a reason a moment ago."""
    rows = (_row(choice, kept, gone, looks) for choice in choices_between(kept, gone))
    return [row for row in rows if row.kept or row.gone]


def sides(*people: Person) -> list[Side]:
    """In two questions, however many people."""
    counts = {
        row["person"]: row
        for row in Case.objects.filter(person__in=people)
        .values("person")
        .annotate(cases=Count("pk"), open_cases=Count("pk", filter=Q(pk__in=Case.objects.open().values("pk"))))
    }
    groups: dict[UUID, list[str]] = {}
    for entry in RegisterEntry.objects.current().filter(person__in=people).order_by("group"):
        groups.setdefault(entry.person_id, []).append(entry.group)
    none = {"cases": 0, "open_cases": 0}
    return [
        Side(person, told["open_cases"], told["cases"], groups.get(person.pk, []))
        for person in people
        for told in [counts.get(person.pk, none)]
    ]


def recent_merges(user: Any, *, at_most: int = 20) -> list[Merge]:
    merges = visible(user, MERGE, Merge.objects.select_related("kept", "area", "merged_by", "undone_by"))
    return list(merges.order_by("-merged_at")[:at_most])


def sealed_names(kept: Person, gone: Person) -> list[str]:
    """The fields of which something is kept sealed of either: what a look for a reason opens."""
    return [
        choice.name
        for choice in choices_between(kept, gone)
        if isinstance(choice.field, SealedTextField) and (choice.kept or choice.gone)
    ]


def _row(choice: Choice, kept: Person, gone: Person, looks: Collection[str]) -> Row:
    is_sealed = isinstance(choice.field, SealedTextField)
    plain = {person.pk: f"{person.pk}:{choice.name}" in looks for person in (kept, gone)}
    return Row(
        name=choice.name,
        label=str(choice.field.verbose_name),
        kept=_text(choice, kept, in_plain=plain[kept.pk]),
        gone=_text(choice, gone, in_plain=plain[gone.pk]),
        same=not choice.differs,
        is_open=choice.is_open,
        taken=choice.taken if choice.differs else KEPT,
        can_be_revealed=is_sealed and not all(plain.values()),
    )


def _text(choice: Choice, person: Person, *, in_plain: bool) -> str:
    field = choice.field
    value = getattr(person, field.name)
    if isinstance(field, SealedTextField):
        return (value or "") if in_plain else MASKS[fate_of(field).mask](value)
    if isinstance(value, bool):
        return _("yes") if value else ""
    if field.choices:
        return str(person._get_FIELD_display(field)) if value else ""  # type: ignore[attr-defined]
    return "" if value is None else str(value)
