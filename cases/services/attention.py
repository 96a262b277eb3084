"""What a supervisor does about a late request besides moving it: takes it over, and urges whoever has it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cases.models import Case
from cases.selectors.requests import open_clocks_of
from portal.audit import services as audit
from portal.commitments import services as commitments
from portal.notices import live
from portal.notices import services as notices
from portal.notices.subject import Subject


@transaction.atomic
def take_over(case: Case, *, by: Any) -> Case:
    """The supervisor becomes the owner; whoever had it is told. The clocks run on."""
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    former, locked.owner = locked.owner, by
    locked.save(update_fields=["owner", "updated_at"])
    detail = {"owner": by.pk, "former": former.pk if former else None}
    audit.record(
        "case.take_over", by=by, subject_kind="case", subject_id=locked.pk, number=locked.number,
        area_id=locked.area_id, detail=detail,
    )  # fmt: skip
    if former and former.pk != by.pk:
        subject = Subject(kind="case", id=locked.pk, number=locked.number, area_id=locked.area_id)
        notices.tell(f"user:{former.pk}", "case.taken_over", subject=subject)
    live.publish("case", area_id=locked.area_id, number=locked.number)
    return locked


def urge_case(case: Case, *, by: Any, note: str = "") -> bool:
    """催办 on the most pressing clock: its owner, else the operators of the place. False when no clock is open."""
    clocks = open_clocks_of(case)
    if not clocks:
        return False
    commitments.urge(clocks[0], by=by, note=note, to=f"user:{case.owner_id}" if case.owner_id else "")
    return True
