"""会诊小分队 (H3): keeping squads, their members and who is on duty when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hospitals.forms.squads import DutyForm, MemberForm, SquadForm
from hospitals.models import Squad, SquadMember, SquadShift
from hospitals.selectors.squads import crews_at, squads_kept_by
from hospitals.services.squads import keep_member, keep_squad, put_on_duty, take_off_duty
from portal.access.api import get_visible_or_404
from portal.access.decorators import action
from portal.lifecycle.errors import MoveRefused

SHOWN_SHIFTS = 60


@action("squad.keep")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    squads = list(squads_kept_by(request.user))
    crews = crews_at(squads, timezone.now())
    rows = [{"squad": squad, "crew": crews[squad.pk]} for squad in squads]
    return render(request, "hospitals/squads/list.html", {"rows": rows})


@action("squad.keep")
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One squad: its members in full, since who keeps it must call them, and the coming hours."""
    squad = _squad(request, pk)
    coming = SquadShift.objects.filter(member__squad=squad, ends_at__gt=timezone.now()).select_related("member")
    context = {
        "squad": squad,
        "crew": crews_at([squad], timezone.now())[squad.pk],
        "members": squad.members.select_related("user"),
        "shifts": coming[:SHOWN_SHIFTS],
    }
    return render(request, "hospitals/squads/show.html", context)


@action("squad.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    return _squad_written(request, SquadForm(request.POST or None, by=request.user), _("Form a squad"))


@action("squad.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    squad = _squad(request, pk)
    form = SquadForm(request.POST or None, instance=squad, by=request.user)
    return _squad_written(request, form, _("Change the squad"), squad=squad)


@action("squad.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def add_member(request: HttpRequest, pk: int) -> HttpResponse:
    squad = _squad(request, pk)
    form = MemberForm(request.POST or None, by=request.user)
    return _member_written(request, form, squad, None, _("Add a member"))


@action("squad.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def change_member(request: HttpRequest, pk: Any) -> HttpResponse:
    members = SquadMember.objects.select_related("squad__area")
    member = get_visible_or_404(request.user, "squad.keep", members, pk=pk)
    form = MemberForm(request.POST or None, by=request.user, member=member)
    return _member_written(request, form, member.squad, member, _("Change a member"))


@action("squad.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def add_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Hours on duty. Whoever is on duty in that time already is refused by the database, and the form says so."""
    squad = _squad(request, pk)
    form = DutyForm(request.POST or None, squad=squad, initial={"member": request.GET.get("member")})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            put_on_duty(said.pop("member"), by=request.user, **said)
        except MoveRefused as refused:
            form.add_error("starts_at", str(refused.message))
        else:
            messages.success(request, _("The hours of %(squad)s are written.") % {"squad": squad})
            return redirect("hospitals:squad", squad.pk)
    return _form(request, form, squad, _("Put somebody on duty"))


@action("squad.keep")
@require_POST
def remove_duty(request: HttpRequest, pk: int) -> HttpResponse:
    shifts = SquadShift.objects.select_related("member__squad")
    shift = get_visible_or_404(request.user, "squad.keep", shifts, pk=pk)
    squad = shift.member.squad
    take_off_duty(shift, by=request.user)
    messages.success(request, _("The hours of %(squad)s are written.") % {"squad": squad})
    return redirect("hospitals:squad", squad.pk)


def _squad(request: HttpRequest, pk: int) -> Squad:
    squads = Squad.objects.select_related("area", "base").prefetch_related("serves")
    return get_visible_or_404(request.user, "squad.keep", squads, pk=pk)


def _squad_written(request: HttpRequest, form: SquadForm, title: str, *, squad: Squad | None = None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        serves = form.cleaned_data["serves"]
        kept = keep_squad(form.save(commit=False), serves=serves, by=request.user)
        messages.success(request, _("%(squad)s is written.") % {"squad": kept})
        return redirect("hospitals:squad", kept.pk)
    return _form(request, form, squad, title)


def _member_written(
    request: HttpRequest, form: MemberForm, squad: Squad, member: SquadMember | None, title: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        keep_member(squad, member=member, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(squad)s is written.") % {"squad": squad})
        return redirect("hospitals:squad", squad.pk)
    return _form(request, form, squad, title)


def _form(request: HttpRequest, form: Any, squad: Squad | None, title: str) -> HttpResponse:
    context = {"form": form, "squad": squad, "title": title}
    return render(request, "hospitals/squads/form.html", context, status=422 if form.errors else 200)
