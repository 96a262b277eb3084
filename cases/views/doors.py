"""At the door: nothing changed, for one resident or a whole building; or another telephone, another address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cases.forms.doors import ContactForm, DoorsForm
from cases.models import Person, RegisterEntry
from cases.selectors.doors import version_of_contact
from cases.services.contacts import ChangedMeanwhile, correct_contact
from cases.services.verifying import verify_entries
from portal.access.api import get_visible_or_404
from portal.access.decorators import action
from portal.audit.reveals import reveal
from portal.console.happened import happened_at
from portal.console.moving import moved_answer
from portal.console.queued import Refusal, is_queued, labelled, takes_queued
from portal.lifecycle.errors import InvalidInput
from portal.privacy.masking import mask_flat, mask_phone


@action("register.edit")
@takes_queued
@require_POST
def unchanged(request: HttpRequest) -> HttpResponse:
    """全部无变化: every entry that is named was looked at and still holds."""
    form = DoorsForm(request.POST, by=request.user)
    if not form.is_valid():
        raise InvalidInput(_("These entries are no longer in the register."), fields=labelled(form))
    entries = list(form.cleaned_data["entry"])
    oldest = min(entry.created_at for entry in entries)
    count = verify_entries(entries, by=request.user, happened_at=happened_at(request, since=oldest))
    told = ngettext("%(count)d entry: no change.", "%(count)d entries: no change.", count) % {"count": count}
    return moved_answer(request, told, back=reverse("cases:grid"))


@action("register.edit", post="case.reveal")
@require_POST
def call(request: HttpRequest, pk: Any) -> HttpResponse:
    """Whom to call and where to knock, for the one who looks at the entry: journalled."""
    entry = _entry(request, pk)
    asked = {"by": request.user, "reason": _("to verify the register"), "may": True, "area_id": entry.area_id}
    told = {name: reveal("register", entry.pk, name, **asked) for name in ("name", "phone", "address")}
    return render(request, "cases/work/_contact.html", told)


@action("register.edit")
@never_cache
@takes_queued
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, pk: Any) -> HttpResponse:
    """GET: the dialog. POST: writes what is new, unless a colleague wrote something else meanwhile."""
    entry = _entry(request, pk)
    if request.method != "POST":
        return _form(request, entry, ContactForm(initial={"seen": version_of_contact(entry.person)}))
    form = ContactForm(request.POST)
    if not form.is_valid():
        if is_queued(request):
            raise Refusal(422, _("Please correct the marked fields."), fields=labelled(form))
        return _form(request, entry, form, status=422)
    try:
        correct_contact(entry, **form.cleaned_data, by=request.user)
    except ChangedMeanwhile as changed:
        return _changed(request, entry, form, changed.person)
    return moved_answer(request, _("Contact details corrected."), back=reverse("cases:grid"))


def _changed(request: HttpRequest, entry: RegisterEntry, form: ContactForm, person: Person) -> HttpResponse:
    message = _("Somebody corrected these contact details after you had last seen them.")
    stands = f"{mask_phone(person.phone)} · {mask_flat(person.address)}".strip(" ·")
    if is_queued(request):
        raise Refusal(409, message, now={"what": stands, "seen": version_of_contact(person)})
    form.add_error(None, f"{message} {stands}")
    form.data = {**form.data.dict(), "seen": version_of_contact(person)}
    return _form(request, entry, form, status=409)


def _form(request: HttpRequest, entry: RegisterEntry, form: ContactForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "entry": entry,
        "title": _("Contact details"),
        "action": request.path,
        "submit_label": _("Save"),
    }
    template = "components/dialog.html" if request.htmx else "components/dialog_page.html"
    return render(request, template, context, status=status)


def _entry(request: HttpRequest, pk: Any) -> RegisterEntry:
    entries = RegisterEntry.objects.select_related("person", "area")
    return get_visible_or_404(request.user, "register.edit", entries, pk=pk)
