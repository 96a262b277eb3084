"""What the frame does when something happened elsewhere: a log-in brings the person's language along."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from portal.console.language import CHOSEN_BEFORE_LOGIN, CODES, keep_in_account


@receiver(user_logged_in, dispatch_uid="console.language")
def follow_account(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """A person's language follows them to a shared computer; one chosen on the log-in page becomes theirs."""
    code = request.session.pop(CHOSEN_BEFORE_LOGIN, "")
    if code in CODES:
        keep_in_account(user, code)
    request.language_of_account = user.language if user.language in CODES else ""  # type: ignore[attr-defined]
