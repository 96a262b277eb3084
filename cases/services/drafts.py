"""Half-typed forms, kept sealed on the server: one a person and form, gone when the form is saved."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from cases.models import Draft
from portal.privacy.seals import SealBroken

ABOUT_NOBODY = {"channel", "sex", "mobility", "severity", "control", "occurred_at", "area"}


@dataclass(frozen=True, slots=True)
class KeptDraft:
    values: dict[str, Any]
    updated_at: datetime


def keep_draft(user: Any, *, form: str, values: dict[str, Any]) -> None:
    """Keeps what was typed so far; a form in which nothing was said about anybody needs no draft."""
    if not any(value for name, value in values.items() if name not in ABOUT_NOBODY):
        forget_draft(user, form=form)
        return
    draft = Draft.objects.filter(user=user, form=form).first() or Draft(user=user, form=form)
    draft.body = json.dumps(values, ensure_ascii=False)
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        return  # another tab of this person has just begun the same form; what is typed next is kept


def kept_draft(user: Any, *, form: str) -> KeptDraft | None:
    """What was typed before an error, a crash or a lost session. A draft that no key opens any more is none."""
    draft = Draft.objects.filter(user=user, form=form).first()
    if draft is None:
        return None
    try:
        return KeptDraft(json.loads(draft.body), draft.updated_at)
    except SealBroken:
        return None


def forget_draft(user: Any, *, form: str) -> None:
    Draft.objects.filter(user=user, form=form).delete()
