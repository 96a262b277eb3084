"""疑似重复: residents who may have been entered twice, side by side; merging them, and taking that back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.duplicates.choosing import choices_between
from cases.forms.duplicates import MergeForm
from cases.forms.reveal import RevealForm
from cases.models import Merge, Person, Suspicion
from cases.selectors import duplicates as pairs
from cases.services.merging import CannotMerge, merge_people, open_twins
from cases.services.suspecting import dismiss_suspicion, look_for_duplicates
from cases.services.unmerging import undo_merge, why_not_undo
from cases.views.looks import all_open_looks, open_look
from portal.access.api import can, get_visible_or_404, visible
from portal.access.decorators import action
from portal.access.registry import rule_for
from portal.access.selectors import area_codes_of
from portal.audit.reveals import reveal as reveal_field

PAGE = 50
MERGES = Merge.objects.select_related("kept__area", "area", "merged_by", "undone_by")
# People compared while somebody waits. A larger place is looked through every night.
WHILE_WAITING = 10_000


@action("register.merge")
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Masked, the surest first; what was merged of late below."""
    page = Paginator(pairs.open_suspicions(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, *pairs.in_order(row), pairs.reasons_of(row)) for row in page.object_list],
        "next": f"?page={page.next_page_number()}" if page.has_next() else "",
        "previous": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "merges": pairs.recent_merges(request.user),
    }
    return render(request, "cases/duplicates/list.html", context)


@action("register.merge")
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Compares everybody of one's places now."""
    codes = area_codes_of(request.user, *rule_for("register.merge").grants["area"])
    if visible(request.user, "register.merge", Person.objects.all()).count() > WHILE_WAITING:
        messages.info(request, _("Your places are too large to be compared while you wait: it is done every night."))
        return redirect("cases:duplicates")
    found = sum(look_for_duplicates(code, by=request.user) for code in codes)
    told = ngettext("%(count)d pair to look at.", "%(count)d pairs to look at.", found) % {"count": found}
    messages.success(request, told)
    return redirect("cases:duplicates")


@action("register.merge")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, pk: Any) -> HttpResponse:
    """Side by side. POST merges as was chosen; what is refused comes back with the choices."""
    suspicion, kept, gone = _pair(request, pk)
    form = MergeForm(request.POST or None, choices=choices_between(kept, gone))
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            merge = merge_people(kept, gone=gone, chosen=form.chosen(), by=request.user)
        except CannotMerge as error:
            refused = str(error.message)
        else:
            messages.success(request, _("The two are one resident now."))
            return redirect("cases:merge", merge.pk)
    status = 409 if refused else 422 if form.errors else 200
    context = _compared(request, suspicion, kept, gone, form) | {"refused": refused}
    return render(request, "cases/duplicates/compare.html", context, status=status)


def _compared(
    request: HttpRequest, suspicion: Suspicion, kept: Person, gone: Person, form: MergeForm
) -> dict[str, Any]:
    looks = all_open_looks(request) if _may_reveal(request, kept, gone) else frozenset()
    said = form.said()
    return {
        "suspicion": suspicion,
        "reasons": pairs.reasons_of(suspicion),
        "sides": pairs.sides(kept, gone),
        "rows": [(row, said.get(row.name, row.taken)) for row in pairs.side_by_side(kept, gone, looks=looks)],
        "form": form,
        "twins": open_twins(kept, gone),
        "may_merge_cases": can(request.user, "case.merge"),
        "may_reveal": _may_reveal(request, kept, gone),
    }


@action("register.merge")
@require_POST
def apart(request: HttpRequest, pk: Any) -> HttpResponse:
    """Not the same: remembered."""
    suspicion, _kept, _gone = _pair(request, pk)
    dismiss_suspicion(suspicion, by=request.user)
    messages.success(request, _("Remembered: these are two residents."))
    return redirect("cases:duplicates")


@action("register.merge", post="person.reveal")
@never_cache
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, pk: Any) -> HttpResponse:
    """Both rows in plain for some minutes, for a reason: each field of each is journalled."""
    suspicion, kept, gone = _pair(request, pk)
    form = RevealForm(request.POST or None, initial={"reason": "check_identity"})
    if request.method == "POST" and form.is_valid():
        try:
            _open(request, kept, gone, reason=form.words())
        except ValidationError as error:
            form.add_error("note", error)
        else:
            return _back_to(request, suspicion)
    context = {"form": form, "title": _("Show both in plain"), "action": request.path, "submit_label": _("Show")}
    dialog = "cases/duplicates/reveal.html"
    template = dialog if request.htmx else "components/dialog_page.html"
    return render(request, template, {**context, "dialog": dialog}, status=422 if form.errors else 200)


def _back_to(request: HttpRequest, suspicion: Suspicion) -> HttpResponse:
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("cases:duplicate", args=[suspicion.pk])})
    return redirect("cases:duplicate", suspicion.pk)


def _open(request: HttpRequest, kept: Person, gone: Person, *, reason: str) -> None:
    for person in (kept, gone):
        may = can(request.user, "person.reveal", person)
        for name in pairs.sealed_names(kept, gone):
            reveal_field("person", person.pk, name, by=request.user, reason=reason, may=may, area_id=person.area_id)
            open_look(request, person, name)


@action("register.merge")
@never_cache
@require_safe
def merged(request: HttpRequest, pk: Any) -> HttpResponse:
    """What was merged, and the way back."""
    merge = get_visible_or_404(request.user, "register.merge", MERGES, pk=pk)
    return render(request, "cases/duplicates/merge.html", {"merge": merge, "why_not": why_not_undo(merge)})


@action("register.merge")
@require_POST
def undo(request: HttpRequest, pk: Any) -> HttpResponse:
    merge = get_visible_or_404(request.user, "register.merge", MERGES, pk=pk)
    try:
        undo_merge(merge, by=request.user)
    except CannotMerge as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("They are two residents again, each with what was theirs."))
    return redirect("cases:merge", merge.pk)


def _pair(request: HttpRequest, pk: Any) -> tuple[Suspicion, Person, Person]:
    """The suspicion and both residents: in sight only where both are, wherever they have moved since."""
    suspicion = get_visible_or_404(request.user, "register.merge", pairs.PAIRS, pk=pk)
    kept, gone = pairs.in_order(suspicion)
    for person in (kept, gone):
        get_visible_or_404(request.user, "register.merge", Person.objects.all(), pk=person.pk)
    return suspicion, kept, gone


def _may_reveal(request: HttpRequest, *people: Person) -> bool:
    return all(can(request.user, "person.reveal", person) for person in people)
