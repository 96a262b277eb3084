"""What a desk says of its own institution: that it closes, that it is open again."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hospitals.forms import CloseForm
from hospitals.lifecycle import CLOSURE
from hospitals.models import Closure, Hospital
from hospitals.services import close_hospital
from portal.access.api import get_visible_or_404
from portal.access.decorators import action
from portal.console.moving import answer_move, moved_answer
from portal.lifecycle.errors import MoveRefused


@action("hospital.close")
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Closing: the 48-hour clock starts, whoever was bound here is placed anew (T1)."""
    hospital = get_visible_or_404(request.user, "hospital.close", Hospital.objects.all(), pk=pk)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close_hospital(hospital, **form.cleaned_data, by=request.user)
        except MoveRefused as refused:
            form.add_error(None, str(refused.message))
        else:
            return moved_answer(request, _("%s is closed") % hospital, back=reverse("hospitals:desk"))
    return _dialog(request, form, title=_("Close the institution"), submit_label=_("Close"), danger=True)


@action("closure.view")
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, pk: Any) -> HttpResponse:
    closure = get_visible_or_404(request.user, "closure.view", Closure.objects.select_related("hospital"), pk=pk)
    return answer_move(request, CLOSURE, closure, "reopen", back=reverse("hospitals:desk"))


def _dialog(request: HttpRequest, form: forms.BaseForm, **words: Any) -> HttpResponse:
    context = {"form": form, "action": request.path, **words}
    return render(request, "components/dialog.html", context, status=422 if form.errors else 200)
