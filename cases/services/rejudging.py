"""What open requests learn when the status of their resident changes: judged anew, or told, never silently altered."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from cases.models import Case
from cases.models.vocabulary import State
from cases.services import arranging, proposing
from cases.services.placing import subject
from portal.audit import services as audit
from portal.notices import live
from portal.notices import services as notices
from portal.notices.clock import database_now

NOT_YET_JUDGED = (State.RECEIVED, State.ANSWERED)


def tell_open_requests(people: Collection[UUID], *, by: Any) -> list[Case]:
    """Every open request of these residents whose copy of the status is no longer theirs. Needs a transaction.

    Before a person has judged it, policy proposes anew. What was judged stays as it was judged: its owner is told, and
    its timeline says so. Both are journalled.
    """
    rows = Case.objects.open().filter(person__in=people).select_related("person__treating_hospital", "area")
    told = [case for case in rows.select_for_update(of=("self",)).order_by("pk") if case.control != case.person.control]
    for case in told:
        before, now = case.control, case.person.control
        is_anew = case.state in NOT_YET_JUDGED
        if is_anew:
            _judge_anew(case, control=now)
        else:
            params = {"from": before, "to": now}
            notices.tell(arranging.owner_of(case), "case.control", subject=subject(case), params=params)
        _journal(case, {"from": before, "to": now, "anew": is_anew}, by=by)
        live.publish("case", area_id=case.area_id, number=case.number)
    return told


def _judge_anew(case: Case, *, control: str) -> None:
    case.control = control
    proposing.propose(case)
    case.save(update_fields=["control", "policy", "pathway", "priority", "proposal", "updated_at"])


def _journal(case: Case, detail: dict[str, Any], *, by: Any) -> None:
    audit.record(
        "case.control", by=by, subject_kind="case", subject_id=case.pk, number=case.number, area_id=case.area_id,
        detail={**detail, "happened_at": database_now().isoformat()},
    )  # fmt: skip
