"""What was shown at the gates: for whoever watches over them, and first of all where a gate and the portal differed."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.access.api import visible
from portal.access.decorators import action
from portal.lifecycle.move import database_now
from transport.models import Checkpoint, GateLog
from transport.selectors.gate import differing

A_PAGE = 50
DAYS = {"1": _("the last day"), "7": _("the last week"), "31": _("the last month")}


class GateLogForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("where gate and portal differ")), ("stopped", _("stopped")), ("all", _("everything"))],
    )
    gate = forms.ModelChoiceField(Checkpoint.objects.none(), label=_("checkpoint"), required=False)
    days = forms.ChoiceField(label=_("Period"), required=False, choices=list(DAYS.items()))

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data)
        self.fields["gate"].queryset = visible(user, "checkpoint.view", Checkpoint.objects.all())
        self.fields["gate"].empty_label = _("All gates")

    def chosen(self, log: Any) -> Any:
        asked = self.cleaned_data if self.is_valid() else {}
        log = log.filter(happened_at__gt=database_now() - timedelta(days=int(asked.get("days") or 1)))
        if asked.get("gate"):
            log = log.filter(checkpoint=asked["gate"])
        if asked.get("kind") == "all":
            return log
        return log.exclude(result="ok") if asked.get("kind") == "stopped" else differing(log)


@action("gatelog.view")
@never_cache
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    form = GateLogForm(request.GET, user=request.user)
    seen = visible(request.user, "gatelog.view", GateLog.objects.select_related("shown", "checkpoint", "by"))
    page = Paginator(form.chosen(seen), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "transport/gate_log.html", {"form": form, "page": page})
