"""The steps of a job, from the page of its request or from a worker's own list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.jobs.lifecycle import JOB
from cases.models import Case
from cases.selectors.squads import squad_choices
from cases.selectors.work import job_by
from portal.access.api import seen_or_404
from portal.access.decorators import action
from portal.console.moving import answer_move
from portal.console.queued import takes_queued


@action("job.view")
@takes_queued
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: str, name: str) -> HttpResponse:
    job = seen_or_404(request.user, "job.view", job_by(pk))
    back = reverse("cases:case", args=[job.number])
    if name != "send_squad":
        return answer_move(request, JOB, job, name, back=back)
    return answer_move(
        request, JOB, job, name, back=back, template="cases/move.html",
        more=lambda: {"squads": squad_choices(Case.objects.select_related("person", "area").get(pk=job.case_id))},
    )  # fmt: skip
