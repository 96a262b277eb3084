"""What a desk says of its own institution: its places, that it closes, that it is open again."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hospitals.forms import CloseForm, PlacesForm
from hospitals.lifecycle import CLOSURE
from hospitals.models import Closure, Hospital
from hospitals.services import close_hospital, report_places
from hospitals.vocabulary import Room
from portal.access.api import get_visible_or_404
from portal.access.decorators import action
from portal.console.moving import answer_move, moved_answer
from portal.lifecycle.errors import MoveRefused


@action("places.report")
@require_http_methods(["GET", "POST"])
def places(request: HttpRequest, pk: int, room: str) -> HttpResponse:
    """One kind of room: how many there are, how many are used."""
    hospital = get_visible_or_404(request.user, "places.report", Hospital.objects.all(), pk=pk)
    if room not in Room:
        raise Http404
    label = Room(room).label
    known = hospital.places.filter(room=room).first()
    form = PlacesForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        report_places(hospital, room=room, **form.cleaned_data, by=request.user)
        return moved_answer(request, _("%s reported") % label, back=reverse("hospitals:desk"))
    return _dialog(request, form, title=label, submit_label=_("Report"))


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
