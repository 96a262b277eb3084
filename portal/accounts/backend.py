"""Who is logged in: asked at every request, and so by a question that stands compiled."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from portal.accounts.models import User
from portal.standing import Standing

_person = Standing(lambda user: User.objects.filter(pk=user), user=int)


class PortalBackend(ModelBackend):
    """Django's own: by name and password, and nobody who was deactivated."""

    def get_user(self, user_id: int) -> User | None:
        user = _person.first(user=user_id)
        return user if user and self.user_can_authenticate(user) else None
