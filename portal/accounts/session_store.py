"""Sessions as Django keeps them in the database, looked up by a question that stands: every request asks it."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db.models.functions import Now

from portal.standing import Standing


class SessionStore(db.SessionStore):
    """The name is part of the salt of what is kept: a session opened by Django's own store goes on in this one."""

    def _get_session_from_db(self) -> Any:
        found = _session.first(key=self.session_key)
        if found is None:
            self._session_key = None
        return found


_session = Standing(
    lambda key: SessionStore.get_model_class().objects.filter(session_key=key, expire_date__gt=Now()), key=str
)
