"""Whether a resident may share a vehicle, which the pack says by which the request was judged."""

from uuid import UUID

from cases.models import Case
from cases.selectors.outcomes import outcome_outside


def may_share(case_id: UUID) -> bool | None:
    """None: there is no such request."""
    case = Case.objects.select_related("person__treating_hospital", "area").filter(pk=case_id).first()
    return outcome_outside(case).transport.pooling if case else None
