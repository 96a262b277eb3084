"""转诊: sending somebody on from where they were helped first, to 120 or to a hospital, while the clocks run on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cases.models import Judgement
from cases.models.vocabulary import OUTINGS
from cases.services import arranging, effects, proposing

if TYPE_CHECKING:
    from portal.lifecycle.table import Act


def refuse_what_cannot_go_on(act: Act) -> Any:
    return effects.refuse_while_paused(act) or effects.refuse_while_somebody_is_out(act)


def refer(act: Act) -> None:
    """Judged anew by whoever saw the patient, and arranged in the same act.

    `case.finish` runs on as it was promised. An outing starts `case.arrange` again, so that somebody finds the vehicle.
    """
    case, data = act.thing, act.data
    arranging.withdraw_all(case, by=act.by)
    severity = data.get("severity") or case.severity
    Judgement.objects.create(
        case=case,
        pathway=data["pathway"],
        proposed=case.proposal.get("pathway") or case.pathway,
        severity=severity,
        reason=data.get("reason") or _("referred onward"),
        by=act.by,
        at=act.happened_at,
    )
    if severity != case.severity:
        case.severity = severity
        proposing.propose(case)
    case.pathway = data["pathway"]
    if case.pathway in OUTINGS:
        arranging.promise_to_arrange_again(case, by=act.by)
    arranging.arrange(case, {}, by=act.by)
    effects.note(act)
