"""Call entry 来电登记 and its simple sister for grid workers and isolation sites: one form, saved by one service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.forms.intake import IntakeForm, typed
from cases.models import Case, Person
from cases.models.vocabulary import Channel
from cases.selectors.callers import Caller, caller_behind, residents_named
from cases.selectors.places import all_places_like, label_of, places_like
from cases.services.calls import join_call
from cases.services.drafts import KeptDraft, forget_draft, kept_draft
from cases.services.foreseeing import foresee
from cases.services.intake import AlreadyOpen, Intake, receive
from cases.services.people import Identity
from portal.access.api import can, get_visible_or_404, visible
from portal.access.decorators import action
from portal.access.roles import Role
from portal.access.selectors import area_codes_of
from portal.areas.models import Area
from portal.console.happened import happened_at
from portal.console.queued import Refusal, is_queued, labelled, takes_queued
from portal.privacy.normalise import normalise_phone

SHORTEST_NUMBER = 7
SHORTEST_NAME = 2
ENTERED = "entered"  # in the session: which forms were saved as which requests, so that a double click saves once
REMEMBERED = 10


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the two pages that take requests in. `key` names its draft."""

    key: str
    template: str
    form_template: str
    channel: str


CALL = Variant("case-new", "cases/new.html", "cases/entry/_form.html", Channel.HOTLINE)
REPORT = Variant("case-report", "cases/report.html", "cases/entry/_simple.html", Channel.GRID)
VARIANTS = {variant.key: variant for variant in (CALL, REPORT)}


@action("case.create")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The operator's page."""
    return _entry(request, CALL)


@action("case.create")
@never_cache
@takes_queued
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The telephone page of a grid worker or an isolation site, for a resident."""
    return _entry(request, REPORT)


def _entry(request: HttpRequest, variant: Variant) -> HttpResponse:
    if request.method == "POST":
        return _save(request, variant)
    draft = kept_draft(request.user, form=variant.key)
    told = {**_defaults(request.user, variant), **(draft.values if draft else {}), **_meant(request)}
    form = IntakeForm(by=request.user, initial=told)
    return _page(request, variant, form, draft=draft)


def _meant(request: HttpRequest) -> dict[str, Any]:
    """Whom a link of the day's work meant, and where they live; whoever may not see them has followed it in vain."""
    people = visible(request.user, "person.view", Person.objects.select_related("area"))
    try:
        person = people.filter(pk=UUID(request.GET.get("person", ""))).first()
    except ValueError:
        return {}
    if person is None:
        return {}
    return {"person": str(person.pk), "area": label_of(person.area), "groups": person.groups, "control": person.control}


def _defaults(user: Any, variant: Variant) -> dict[str, Any]:
    """Somebody who works for one community need not name it."""
    codes = area_codes_of(user, Role.GRID, Role.MEDIC)
    own = Area.objects.filter(pk=codes[0]).first() if len(codes) == 1 else None
    return {"channel": variant.channel, "area": label_of(own) if own else ""}


# --- saving ----------------------------------------------------------------------------------------------------------


def _save(request: HttpRequest, variant: Variant) -> HttpResponse:
    token = request.POST.get("token", "")
    if number := request.session.get(ENTERED, {}).get(token):
        return redirect("cases:case", number)
    if number := request.POST.get("join"):
        return _join(request, variant, number)
    form = IntakeForm(request.POST, by=request.user)
    if not form.is_valid():
        if is_queued(request):
            raise Refusal(422, _("Please correct the marked fields."), fields=labelled(form))
        return _page(request, variant, form, status=422)
    try:
        case = receive(Intake(patient=Identity(**form.who()), **_what(request, form)), by=request.user)
    except AlreadyOpen as error:
        if is_queued(request):
            raise _stands_already(error.case) from None
        return _page(request, variant, form, twin=error.case, status=409)
    _remember(request, token, case.number)
    forget_draft(request.user, form=variant.key)
    messages.success(request, _("Request %(number)s is entered.") % {"number": case.number})
    return redirect("cases:case", case.number)


def _what(request: HttpRequest, form: IntakeForm) -> dict[str, Any]:
    """A report that waited on a telephone was asked for when it was typed there: the clocks count from then."""
    told = form.what()
    return told | {"occurred_at": told["occurred_at"] or happened_at(request)}


def _stands_already(case: Case) -> Refusal:
    message = _("There is an open request of this resident for the same need.")
    now = {"what": f"{case.number} · {case.get_state_display()}", "at": case.created_at.isoformat()}
    return Refusal(409, message, now=now, url=reverse("cases:case", args=[case.number]))


def _join(request: HttpRequest, variant: Variant, number: str) -> HttpResponse:
    case = get_visible_or_404(request.user, "case.view", Case.objects.open(), number=number)
    join_call(case, words=request.POST.get("description", "").strip(), by=request.user)
    forget_draft(request.user, form=variant.key)
    messages.success(request, _("Added to request %(number)s.") % {"number": number})
    return redirect("cases:case", number)


def _remember(request: HttpRequest, token: str, number: str) -> None:
    if token:
        entered = list(request.session.get(ENTERED, {}).items())[-REMEMBERED:]
        request.session[ENTERED] = dict([*entered, (token, number)])


def _page(
    request: HttpRequest,
    variant: Variant,
    form: IntakeForm,
    *,
    twin: Case | None = None,
    draft: KeptDraft | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "variant": variant,
        "twin": twin,
        "may_open_twin": twin and can(request.user, "case.view", twin),
        "draft": draft,
        "token": request.POST.get("token") or uuid4().hex,
    }
    return render(request, variant.template, context, status=status)


# --- what the page asks for while somebody types ---------------------------------------------------------------------


@action("case.create")
@require_POST
def known(request: HttpRequest, key: str) -> HttpResponse:
    """Who is behind the number. By POST: a telephone number never stands in an address."""
    _variant(key)
    return render(request, "cases/entry/_known.html", {"caller": _caller(request), "key": key})


@action("case.create")
@require_POST
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """The form again, filled for the chosen resident; without one, for a stranger. What was typed stays."""
    form = IntakeForm(by=request.user, initial=typed(request.POST))
    if person := form.chosen:
        form = IntakeForm(by=request.user, initial={**typed(request.POST), **_facts_of(person)})
    variant = _variant(key)
    context = {
        "form": form,
        "variant": variant,
        "token": request.POST.get("token", ""),
        "caller": _caller(request),
        "key": key,
    }
    return render(request, variant.form_template, context)


def _caller(request: HttpRequest) -> Caller | None:
    """By the number; where it is not known or not said, by as much of the name as was typed."""
    phone = normalise_phone(request.POST.get("caller_phone", ""))
    caller = caller_behind(request.user, phone) if len(phone) >= SHORTEST_NUMBER else None
    name = request.POST.get("name", "").strip()
    if not (caller and caller.known) and len(name) >= SHORTEST_NAME:
        named = residents_named(request.user, name)
        return named if named.known or caller is None else caller
    return caller


def _variant(key: str) -> Variant:
    if key not in VARIANTS:
        raise Http404
    return VARIANTS[key]


def _facts_of(person: Any) -> dict[str, Any]:
    """What is known of a resident and may stand in a form. Name, number and address stay sealed: they need not."""
    return {
        "area": label_of(person.area),
        "sex": person.sex,
        "groups": person.groups,
        "control": person.control,
        "mobility": person.mobility,
        "needs_companion": person.needs_companion,
        "treating_hospital": person.treating_hospital_id or "",
    }


@action("case.create")
@require_POST
def proposal(request: HttpRequest) -> HttpResponse:
    """What policy will propose for what was typed so far, and whether it would double an open request."""
    form = IntakeForm(request.POST, by=request.user)
    form.is_valid()
    foresight = foresee(form.cleaned_data, identity=Identity(**form.who()), known=form.chosen)
    twin = foresight.twin
    if form.continued or (twin and request.POST.get("told_of") == twin.number):
        twin = None
    context = {
        "form": form,
        "foresight": foresight,
        "twin": twin,
        "may_open_twin": twin and can(request.user, "case.view", twin),
    }
    return render(request, "cases/entry/_proposal.html", context)


@action("case.create")
@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """Places whose name or code fits what was typed, for the list below the input."""
    return render(request, "cases/entry/_areas.html", {"places": places_like(request.user, request.GET.get("q", ""))})


@action("case.transfer")
@require_safe
def all_areas(request: HttpRequest) -> HttpResponse:
    """The same for a request that is passed on: also places beyond one's own, by name and code alone."""
    return render(request, "cases/entry/_areas.html", {"places": all_places_like(request.GET.get("q", ""))})
