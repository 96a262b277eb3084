"""One resident in the registers: the page with all their entries, and entering, editing and ending one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.forms.register_entry import EndForm, EntryForm, NewEntryForm
from cases.models import Person, RegisterEntry
from cases.models.vocabulary import Group
from cases.selectors import histories
from cases.services.ending import end_entry
from cases.services.people import Identity
from cases.services.registering import edit_entry, enter_in_register, version_of
from portal.access.api import can, get_visible_or_404, visible
from portal.access.decorators import action
from portal.audit.reveals import reveal
from portal.lifecycle.errors import InvalidInput

ENTRIES = RegisterEntry.objects.select_related("person__area", "area", "treating_hospital")


@action("person.view")
@never_cache
@require_safe
def person(request: HttpRequest, pk: Any) -> HttpResponse:
    """Masked. All groups of a resident, what happened to their entries, and their requests."""
    resident = get_visible_or_404(request.user, "person.view", Person.objects.select_related("area"), pk=pk)
    entries = histories.entries_of(request.user, resident)
    may_edit = can(request.user, "register.edit", resident)
    standing = [entry for entry in entries if entry.ended_at is None]
    context = {
        "person": resident,
        "may_edit": may_edit,
        "rows": [(entry, histories.told_of(entry, in_full=may_edit)) for entry in standing],
        "ended": [entry for entry in entries if entry.ended_at is not None],
        "told": histories.told_of_everybody(resident),
        "history": histories.history_of(resident, entries),
        "cases": histories.cases_of(request.user, resident) if can(request.user, "case.list") else [],
        "suggested": histories.suggested_groups(resident, entries),
        "enterable": [
            (code, label) for code, label in Group.choices if code not in {entry.group for entry in standing}
        ],
    }
    return render(request, "cases/registers/person.html", context)


@action("register.view")
@require_safe
def entry(request: HttpRequest, pk: Any) -> HttpResponse:
    """Where an entry is told of: on the page of its resident."""
    found = get_visible_or_404(request.user, "register.view", ENTRIES, pk=pk)
    return redirect(_page_of(found))


@action("register.edit")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: Any) -> HttpResponse:
    """What the group needs; saving counts as a look. What was typed stays whatever is wrong with it."""
    found = get_visible_or_404(request.user, "register.edit", ENTRIES, pk=pk)
    if found.ended_at is not None:
        return redirect(_page_of(found))
    about = {"group": found.group, "by": request.user, "entry": found, "seen": version_of(found)}
    form = EntryForm(_posted(request), **about)
    if request.method == "POST" and form.is_valid():
        try:
            changed = edit_entry(found, values=form.values(), by=request.user, seen=form.cleaned_data["seen"])
        except InvalidInput as refused:
            _refuse(form, refused)
            form.data = form.data.copy()
            form.data["seen"] = version_of(ENTRIES.get(pk=pk))
        else:
            messages.success(request, _("Saved, and verified.") if changed else _("Verified: no change."))
            return redirect(_page_of(found))
    return _form_page(request, form, person=found.person, group=found.group, back_url=_page_of(found))


@action("register.edit")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, group: str) -> HttpResponse:
    """Somebody enters a register: a new resident, or with ?person= one who is known."""
    if group not in Group.values:
        raise Http404
    resident = _chosen(request)
    form = NewEntryForm(_posted(request), group=group, by=request.user, person=resident)
    if request.method == "POST" and form.is_valid():
        try:
            made = enter_in_register(
                Identity(**form.who()), area_id=form.place(), group=group, by=request.user, values=form.values()
            )
        except InvalidInput as refused:
            _refuse(form, refused)
        else:
            messages.success(request, _("Entered in the register."))
            return redirect(_page_of(made))
    back = reverse("cases:person", args=[resident.pk]) if resident else reverse("cases:register")
    return _form_page(request, form, person=resident, group=group, back_url=back)


@action("register.edit")
@never_cache
@require_safe
def choose_group(request: HttpRequest) -> HttpResponse:
    """Which register? Each asks for something else."""
    return render(request, "cases/registers/choose_group.html", {"groups": Group.choices})


@action("register.edit")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: Any) -> HttpResponse:
    """GET is the dialog. The entry is ended with a reason, and kept."""
    found = get_visible_or_404(request.user, "register.edit", ENTRIES, pk=pk)
    form = EndForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        end_entry(found, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Taken out of the register."))
        return redirect(_page_of(found))
    context = {
        "form": form, "title": _("Take out of the register · %s") % found.get_group_display(),
        "person": found.person, "back_url": _page_of(found),
    }  # fmt: skip
    return render(request, "cases/registers/end.html", context, status=422 if form.is_bound else 200)


@action("register.edit", post="case.reveal")
@require_POST
def guardian(request: HttpRequest, pk: Any) -> HttpResponse:
    """Who answers for a child, to call them: journalled."""
    found = get_visible_or_404(request.user, "register.edit", ENTRIES, pk=pk)
    asked = {"by": request.user, "reason": _("to verify the register"), "may": True, "area_id": found.area_id}
    told = {name: reveal("register", found.pk, f"guardian_{name}", **asked) for name in ("name", "phone")}
    return render(request, "cases/work/_contact.html", told)


def _form_page(request: HttpRequest, form: Any, *, person: Person | None, group: str, back_url: str) -> HttpResponse:
    context = {
        "form": form,
        "person": person,
        "group": Group(group).label,
        "back_url": back_url,
        "draft": f"register-{person.pk if person else 'new'}-{group}",
        "is_new": isinstance(form, NewEntryForm),
        "twin": form.twin if isinstance(form, NewEntryForm) and form.non_field_errors() else None,
    }
    return render(request, "cases/registers/edit.html", context, status=422 if form.errors else 200)


def _posted(request: HttpRequest) -> Any:
    """Also a form in which nothing was filled in was sent."""
    return request.POST if request.method == "POST" else None


def _chosen(request: HttpRequest) -> Person | None:
    """The known resident of ?person=, whom this person may write about."""
    pk = request.GET.get("person")
    if not pk:
        return None
    try:
        return visible(request.user, "register.edit", Person.objects.select_related("area")).get(pk=pk)
    except (Person.DoesNotExist, ValueError, TypeError):
        raise Http404 from None


def _refuse(form: Any, refused: InvalidInput) -> None:
    """What the service found wrong, at its field where the form has one."""
    placed = False
    for name, told in refused.fields.items():
        field = name.rpartition(".")[2]
        if field in form.fields:
            form.add_error(field, told)
            placed = True
    if not placed:
        form.add_error(None, str(refused.message))


def _page_of(found: RegisterEntry) -> str:
    return f"{reverse('cases:person', args=[found.person_id])}#entry-{found.pk}"
