"""Sending a caller to an online clinic or a line, from the page of the request."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases.selectors.online import online_care_for
from cases.selectors.requests import case_numbered
from cases.services.sending import send_online
from hospitals.models import OnlineClinic
from portal.access.api import seen_or_404
from portal.access.decorators import action
from portal.console.moving import moved_answer


@action("case.arrange")
@never_cache
@require_safe
def choose(request: HttpRequest, number: str) -> HttpResponse:
    """All that there is for this request, with what is closed now, in a dialog."""
    case = seen_or_404(request.user, "case.arrange", case_numbered(number))
    dialog = "cases/case/online.html"
    context = {"case": case, "clinics": online_care_for(case), "number": number, "title": _("Send to online care")}
    if request.htmx:
        return render(request, dialog, context)
    return render(request, "components/dialog_page.html", context | {"dialog": dialog})


@action("case.arrange")
@require_POST
def send(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    case = seen_or_404(request.user, "case.arrange", case_numbered(number))
    clinic = get_object_or_404(OnlineClinic.objects.filter(is_active=True), pk=pk)
    send_online(case, clinic=clinic, by=request.user)
    text = _("%(number)s · sent to %(clinic)s") % {"number": number, "clinic": clinic}
    return moved_answer(request, text, back=reverse("cases:case", args=[number]))
