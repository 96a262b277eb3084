"""Turning every link from one resident to another: of all tables there are, and of such as come later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from cases.duplicates.records import Moved
from cases.models import Draft, Person, PersonTrace, Suspicion
from portal.lifecycle.errors import MoveRefused
from portal.privacy.seals import SealBroken

# Kept by triggers; carried by cases.services.merging itself.
NOT_CARRIED = {PersonTrace, Suspicion}
# Tables that know residents by kind and id.
KIND, KIND_OF_SUBJECT, ID_OF_SUBJECT = "person", "subject_kind", "subject_id"


def links_to_people() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every foreign key to a resident, hidden ones and those of links of many to many included."""
    for relation in Person._meta.get_fields(include_hidden=True):
        is_link = relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
        if is_link and relation.related_model not in NOT_CARRIED:
            yield relation.related_model, relation.field  # type: ignore[union-attr,misc]


def turn_links(gone_id: UUID, *, to: UUID) -> list[Moved]:
    """Every row that points at `gone_id` points at `to`. Raises MoveRefused when a table allows only one of the two."""
    moved = []
    for model, field in links_to_people():
        rows = model._base_manager.filter(**{field.attname: gone_id})
        ids = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
        if ids:
            _turn(model, field.attname, ids, to)
            moved.append(Moved(model._meta.label, field.attname, [str(pk) for pk in ids]))
    moved += _turn_subjects(gone_id, to)
    return moved + _turn_drafts(gone_id, to)


def turn_back(moved: list[Moved], *, kept_id: UUID, gone_id: UUID) -> None:
    """The rows that are still there, and still point at whoever was kept."""
    for row in moved:
        model = apps.get_model(row.table)
        if model is Draft:
            _rewrite_drafts(row.ids, str(kept_id), str(gone_id))
        elif row.link == ID_OF_SUBJECT:
            model._base_manager.filter(pk__in=row.ids, subject_kind=KIND, subject_id=kept_id).update(subject_id=gone_id)
        else:
            rows = model._base_manager.filter(pk__in=row.ids, **{row.link: kept_id})
            _turn(model, row.link, list(rows.values_list("pk", flat=True)), gone_id)


def _turn(model: type[models.Model], link: str, ids: list[Any], to: UUID) -> None:
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=ids).update(**{link: to})
    except IntegrityError as clash:
        words = _("Both have something of which only one can stand (%(table)s). Settle that first.")
        raise MoveRefused(words % {"table": model._meta.verbose_name}) from clash


def _turn_subjects(gone_id: UUID, to: UUID) -> list[Moved]:
    moved = []
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if not {KIND_OF_SUBJECT, ID_OF_SUBJECT} <= names or getattr(model, "is_append_only", False):
            continue
        rows = model._base_manager.filter(subject_kind=KIND, subject_id=gone_id)
        if ids := [str(pk) for pk in rows.values_list("pk", flat=True)]:
            rows.update(subject_id=to)
            moved.append(Moved(model._meta.label, ID_OF_SUBJECT, ids))
    return moved


def _turn_drafts(gone_id: UUID, to: UUID) -> list[Moved]:
    """A call that somebody is typing just now for the resident who goes. Drafts are few: one a form and person."""
    mine = [str(draft.pk) for draft in Draft.objects.all() if str(gone_id) in _body(draft)]
    _rewrite_drafts(mine, str(gone_id), str(to))
    return [Moved(Draft._meta.label, "body", mine)] if mine else []


def _body(draft: Draft) -> str:
    """A draft that no key opens is nobody's hindrance: its form is empty as well."""
    try:
        return draft.body
    except SealBroken:
        return ""


def _rewrite_drafts(ids: list[str], before: str, after: str) -> None:
    for draft in Draft.objects.select_for_update().filter(pk__in=ids):
        told = json.loads(draft.body)
        draft.body = json.dumps(_with_other_id(told, before, after), ensure_ascii=False)
        draft.save(update_fields=["body"])


def _with_other_id(told: Any, before: str, after: str) -> Any:
    if isinstance(told, dict):
        return {key: _with_other_id(value, before, after) for key, value in told.items()}
    if isinstance(told, list):
        return [_with_other_id(value, before, after) for value in told]
    return after if told == before else told
