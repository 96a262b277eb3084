"""Who has a second factor, and who must."""

from typing import Any

from django.conf import settings

from portal.access.selectors import roles_of
from portal.accounts.models import SecondFactor
from portal.standing import Standing

_confirmed = Standing(
    lambda user: SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).values_list("pk")[:1], user=int
)


def has_second_factor(user: Any) -> bool:
    return bool(_confirmed(user=user.pk))


def must_have_second_factor(user: Any) -> bool:
    """Whoever sees many residents, or changes who may: the roles of SECOND_FACTOR_ROLES (none in a demo)."""
    return bool(roles_of(user) & set(settings.SECOND_FACTOR_ROLES))
