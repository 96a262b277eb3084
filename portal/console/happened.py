"""When something really happened, as a telephone tells it that had no signal and may have a wrong clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from portal.lifecycle.errors import InvalidInput
from portal.lifecycle.move import database_now

TOLERANCE = timedelta(minutes=5)  # by which a telephone's clock may be slow when it does not say what it shows now


def happened_at(request: HttpRequest, *, since: datetime | None = None) -> datetime | None:
    """The instant of the act by the server's clock; None when nothing was said.

    A telephone that also says what its clock shows while sending (`sent_at`) is put right by whole minutes: by the
    second, every act would be moved by its own time on the way, and two steps could change places.
    Never later than now. Before `since`, when the work did not exist yet, it is refused; a few minutes are taken for a
    slow clock.
    """
    told, sent = _instant(request, "happened_at"), _instant(request, "sent_at")
    if told is None:
        return None
    now = database_now()
    if sent is not None:
        told += timedelta(minutes=round((now - sent) / timedelta(minutes=1)))
    if since and told < since:
        if since - told > TOLERANCE:
            message = _("By this telephone it was done before the work was given out. Is its clock right?")
            raise InvalidInput(message, fields={"happened_at": [message]})
        told = since
    return min(told, now)


def _instant(request: HttpRequest, name: str) -> datetime | None:
    """An instant with its zone; anything else is as if nothing was said."""
    try:
        at = parse_datetime(request.POST.get(name, ""))
    except ValueError:
        return None
    return at if at and at.tzinfo else None
