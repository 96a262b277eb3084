"""What supervisors do about a promise that is late: take note of an escalation, and press for the promise."""

from typing import Any

from django.db import transaction

from portal.audit import services as audit
from portal.commitments.models import Commitment, Escalation, Urge
from portal.notices import live
from portal.notices import services as notices
from portal.notices.clock import database_now


@transaction.atomic
def acknowledge(escalation: Escalation, *, by: Any) -> Escalation:
    """Somebody has taken note. The first to do so is the one who did; it changes nothing about the clock."""
    locked = Escalation.objects.select_for_update(of=("self",)).select_related("commitment").get(pk=escalation.pk)
    if locked.acknowledged_at is None:
        locked.acknowledged_at, locked.acknowledged_by = database_now(), by
        locked.save(update_fields=["acknowledged_at", "acknowledged_by"])
        _journal("escalation.acknowledge", locked.commitment, by=by, detail={"escalation": locked.pk})
    return locked


@transaction.atomic
def urge(commitment: Commitment, *, by: Any, note: str = "", to: str = "") -> Urge:
    """催办: presses whoever must keep the promise; by default the operators of its district."""
    post = to or f"operator@{commitment.area.lineage.get('district', commitment.area_id)}"
    urged = Urge.objects.create(commitment=commitment, at=database_now(), by=by, to_post=post, note=note or None)
    params = {"commitment": commitment.pk, "kind": commitment.kind, "by": by.pk}
    notices.tell(post, "commitment.urged", subject=commitment.subject, params=params, cause=f"urge:{urged.pk}")
    _journal("commitment.urge", commitment, by=by, detail={"commitment": commitment.pk, "to": post})
    return urged


def _journal(action: str, commitment: Commitment, *, by: Any, detail: dict[str, Any]) -> None:
    audit.record(
        action,
        by=by,
        subject_kind=commitment.subject_kind,
        subject_id=str(commitment.subject_id),
        number=commitment.number,
        area_id=commitment.area_id,
        detail=detail,
    )
    live.publish(commitment.subject_kind, area_id=commitment.area_id, number=commitment.number)
    live.publish("escalation", area_id=commitment.area_id, number=commitment.number)
