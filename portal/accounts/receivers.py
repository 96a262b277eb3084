"""Log-ins and log-outs go into the journal."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from portal.accounts.addresses import client_address
from portal.audit.services import record


@receiver(user_logged_in)
def journal_log_in(sender: Any, user: Any, request: Any = None, **kwargs: Any) -> None:
    detail = _whence(request)
    record("account.log_in", by=user, subject_kind="user", subject_id=user.pk, area_id=user.area_id, detail=detail)


@receiver(user_logged_out)
def journal_log_out(sender: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        record("account.log_out", by=user, subject_kind="user", subject_id=user.pk, area_id=user.area_id)


@receiver(user_login_failed)
def journal_failure(sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
    """By whose account it was tried. A name that nobody has is not kept: people type their password there."""
    username = credentials.get("username") or ""
    known = get_user_model().objects.filter(username=username).first()
    if known:
        detail = _whence(request)
        record("account.log_in_failed", subject_kind="user", subject_id=known.pk, area_id=known.area_id, detail=detail)


def _whence(request: Any) -> dict[str, str]:
    """The computer at which it was tried: whoever looks into a break-in asks that first."""
    return {"from": client_address(request)} if request is not None else {}
