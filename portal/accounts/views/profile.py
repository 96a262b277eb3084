"""Pages about oneself: name, language, password, second factor."""

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.access.decorators import signed_in
from portal.accounts import session
from portal.accounts.forms import CodeForm, FirstCodeForm, ProfileForm
from portal.accounts.selectors.factors import has_second_factor, must_have_second_factor
from portal.accounts.services import factors
from portal.accounts.services.tokens import withdraw_tokens
from portal.accounts.totp import address
from portal.audit.services import record


@signed_in("about oneself")
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    context = {"form": form, "has_factor": has_second_factor(request.user)}
    return render(request, "accounts/profile.html", context, status=_status(form))


@signed_in("about oneself")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password ends every other session and every token: whoever knew the old one is out."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        update_session_auth_hash(request, user)
        withdraw_tokens(user, by=user)
        record("account.password", by=user, subject_kind="user", subject_id=user.pk, area_id=user.area_id)
        messages.success(request, _("The password was changed."))
        return redirect("accounts:profile")
    return render(request, "accounts/password.html", {"form": form}, status=_status(form))


@signed_in("about oneself")
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set it up: scan the square, type the first code, put the paper codes away."""
    if has_second_factor(request.user):
        return redirect("accounts:recovery_codes")
    factor = factors.begin(request.user)
    form = FirstCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = factors.confirm(factor, code=form.cleaned_data["code"])
        if codes is not None:
            session.mark_verified(request)
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
        form.add_error("code", _("This code is not right. Is the telephone's clock?"))
    square = segno.make(address(factor.secret, request.user.get_username()), error="m")
    context = {
        "form": form,
        "square": square.svg_data_uri(scale=5, border=2),
        "secret": factor.secret,
        "is_required": must_have_second_factor(request.user),
    }
    return render(request, "accounts/second_factor.html", context, status=_status(form))


@signed_in("about oneself")
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New codes for paper, against a code of the telephone: an unattended screen gives none away."""
    if not has_second_factor(request.user):
        return redirect("accounts:second_factor")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if factors.verify(request.user, code=form.cleaned_data["code"]):
            codes = factors.renew_recovery_codes(request.user.second_factor)
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
        form.add_error("code", _("This code is not right, or was used. After five wrong ones, wait five minutes."))
    return render(request, "accounts/recovery_codes.html", {"form": form}, status=_status(form))


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
