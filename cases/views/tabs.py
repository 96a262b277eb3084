"""Tabs that a person keeps above the queue: a filter under a name."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.forms.queue import QueueForm, SaveTabForm, query_of
from cases.models import SavedTab
from portal.access.decorators import action


@action("case.list")
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """A dialog that asks for the name. The filter comes in the address, codes only, read as the queue reads it."""
    query = query_of(QueueForm(QueryDict(request.META["QUERY_STRING"])).filters())
    form = SaveTabForm(request.POST or None, instance=SavedTab(user=request.user, query=query))
    if request.method == "POST" and form.is_valid():
        form.save()
        return _done(_("The tab is kept."), f"{reverse('cases:queue')}?{query}")
    context = {
        "form": form,
        "title": _("Save as tab"),
        "action": f"{reverse('cases:save_tab')}?{query}",
        "submit_label": _("Save"),
    }
    return render(request, "components/dialog.html", context, status=422 if form.errors else 200)


@action("case.list")
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(SavedTab, pk=pk, user=request.user).delete()
    if request.htmx:
        return _done(_("The tab is gone."), reverse("cases:queue"))
    return redirect("cases:queue")


def _done(text: str, address: str) -> HttpResponse:
    told = {"dialog:close": True, "toast": {"text": text, "tone": "kept"}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told), "HX-Redirect": address})
