"""The one way to personal data in plain: by a person who may, for a reason, and never without an entry."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.privacy import subjects

SHORTEST_REASON = 2


def reveal(
    subject_kind: str,
    subject_id: UUID,
    field: str,
    *,
    by: Any,
    reason: str,
    may: bool,
    number: str = "",
    area_id: str | None = None,
) -> str:
    """The plain text of one field of one subject.

    `may` is the caller's answer from can() about the thing at hand: the case, or the driver's own trip.
    1. Without a reason nothing is looked up. 2. The attempt is journalled, the refused one too. 3. Then it is read.
    """
    words = reason.strip()
    if len(words) < SHORTEST_REASON:
        raise ValidationError(_("Say why you need to see this."), code="reason")
    if not subjects.can_be_revealed(subject_kind, field):
        raise subjects.NothingToReveal(f"{subject_kind}.{field}")
    record(
        "privacy.reveal" if may else "privacy.refuse",
        by=by,
        subject_kind=subject_kind,
        subject_id=subject_id,
        number=number,
        area_id=area_id,
        detail={"field": field},
        reason=words,
    )
    if not may:
        raise PermissionDenied
    return subjects.plain(subject_kind, subject_id, field)
