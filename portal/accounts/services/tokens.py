"""Giving out tokens of the API."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import ApiToken
from portal.audit.services import record

LIFE = timedelta(days=30)
# A program that asks for a new token with every call would fill the table.
MOST = 20


@transaction.atomic
def issue_token(user: Any) -> str:
    """A new token, told this once. The oldest go when there are too many."""
    key = secrets.token_hex(20)
    ApiToken.objects.create(user=user, digest=digest_of(key), expires_at=timezone.now() + LIFE)
    kept = ApiToken.objects.filter(user=user).order_by("-created_at", "-pk").values("pk")[:MOST]
    ApiToken.objects.filter(user=user).exclude(pk__in=kept).delete()
    record("account.token", by=user, subject_kind="user", subject_id=user.pk, area_id=user.area_id)
    return key


@transaction.atomic
def withdraw_tokens(user: Any, *, by: Any) -> None:
    if ApiToken.objects.filter(user=user).delete()[0]:
        record("account.tokens_withdrawn", by=by, subject_kind="user", subject_id=user.pk, area_id=user.area_id)


def digest_of(key: str) -> str:
    """160 random bits need no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()
