"""会诊小分队 (H3): where every squad is, what it does, when it is free; and the record of a visit, to print."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.cards import card_of
from cases.models import Visit
from cases.selectors.squads import squads_board, visits_without_squad
from portal.access.api import can, get_visible_or_404
from portal.access.decorators import action


@action("squad.list")
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The page; for htmx only its table, read again when something moved."""
    rows = squads_board(request.user)
    context = {
        "rows": rows,
        "waiting": visits_without_squad(request.user),
        "now": timezone.now(),
        "tiles": [
            {"number": sum(row.load.current is not None for row in rows), "label": _("Under way")},
            {"number": sum(row.load.current is None and bool(row.crew.members) for row in rows), "label": _("Free")},
            {"number": sum(not row.crew.members for row in rows), "label": _("Nobody on duty")},
        ],
        "may_keep": can(request.user, "squad.keep"),
    }
    return render(request, "cases/squads/_board.html" if request.htmx else "cases/squads/board.html", context)


@action("visit.view")
@never_cache
@require_safe
def record(request: HttpRequest, pk: Any) -> HttpResponse:
    """出诊记录: one visit on one sheet."""
    visits = Visit.objects.select_related("job__case__person", "job__area", "squad", "written_by")
    visit = get_visible_or_404(request.user, "visit.view", visits, job=pk)
    context = {
        "visit": visit,
        "job": visit.job,
        "card": card_of(visit.job.case),
        "members": visit.members.all(),
        "back_url": reverse("cases:case", args=[visit.job.number]),
    }
    return render(request, "cases/squads/record.html", context)
