"""Who calls the API: the owner of the token in the Authorization header."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from portal.accounts.models import ApiToken
from portal.accounts.services.tokens import digest_of

# The last use is for people who tidy up; to the hour is enough, and spares a write with every call.
SEEN_EVERY = timedelta(hours=1)


class ApiTokenAuthentication(TokenAuthentication):
    """`Authorization: Token …`, looked up by digest."""

    model = ApiToken

    def authenticate_credentials(self, key: str) -> tuple[Any, ApiToken]:
        token = ApiToken.objects.select_related("user").filter(digest=digest_of(key)).first()
        now = timezone.now()
        if token is None or token.expires_at <= now or not token.user.is_active:
            raise AuthenticationFailed(_("This token is not valid."))
        if token.last_used_at is None or now - token.last_used_at > SEEN_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        return token.user, token
