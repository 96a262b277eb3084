"""In and out: name and password, then the code where the account has a second factor."""

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.access.decorators import public
from portal.accounts import session
from portal.accounts.forms import CodeForm, LogInForm
from portal.accounts.selectors.factors import has_second_factor
from portal.accounts.services.factors import verify

# The password of each is "demo-" and the name.
DEMO_NAMES = ["operator", "neighbour", "grid", "medic", "desk", "dispatcher"]
DEMO_NAMES += ["driver", "gate", "supervisor", "city", "auditor", "admin"]


@public("the way in")
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated and request.method != "POST":
        return redirect(_way_on(request))
    form = LogInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        user, is_shared = form.get_user(), form.cleaned_data["shared"]
        if has_second_factor(user):
            session.hold(request, user, is_shared=is_shared)
            return redirect(f"{resolve_url('accounts:verify')}?{urlencode({'next': _way_on(request)})}")
        return _entered(request, user, is_shared=is_shared, is_verified=False)
    status = 422 if form.is_bound else 200
    context = {"form": form, "next": _way_on(request), "demo_names": DEMO_NAMES if settings.DEMO else []}
    return render(request, "accounts/login.html", context, status=status)


@public("the second step of the way in")
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify_code(request: HttpRequest) -> HttpResponse:
    """Asks for the code of whoever just gave the right password in this session."""
    user = session.held(request)
    if user is None:
        return redirect(f"{resolve_url('accounts:login')}?{urlencode({'next': _way_on(request)})}")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if verify(user, code=form.cleaned_data["code"]):
            return _entered(request, user, is_shared=session.is_shared(request), is_verified=True)
        form.add_error("code", _("This code is not right, or was used. After five wrong ones, wait five minutes."))
    status = 422 if form.is_bound else 200
    return render(request, "accounts/verify.html", {"form": form, "next": _way_on(request)}, status=status)


@public("whoever is out already may ask to go out")
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """The browser is told to wipe what it holds of this site: copies, queues and keys of a telephone's work."""
    logout(request)
    answer = redirect("accounts:login")
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


def _entered(request: HttpRequest, user: Any, *, is_shared: bool, is_verified: bool) -> HttpResponse:
    way_on = _way_on(request)
    session.enter(request, user, is_shared=is_shared, is_verified=is_verified)
    return redirect(way_on)


def _way_on(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is on this host."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL)
