"""Setting up, asking for and taking away the second factor."""

import base64
import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import RecoveryCode, SecondFactor
from portal.accounts.totp import matching_step, new_secret
from portal.audit.services import record

RECOVERY_CODES = 10
TRIES = 5
LOCKED_FOR = timedelta(minutes=5)


@transaction.atomic
def begin(user: Any) -> SecondFactor:
    """The factor that waits for its first code; a reload of the page shows the same secret."""
    factor, _made = SecondFactor.objects.get_or_create(user=user, defaults={"secret": new_secret()})
    return factor


@transaction.atomic
def confirm(factor: SecondFactor, *, code: str) -> list[str] | None:
    """The factor is in force from now on. Returns the codes for paper, shown this once; None when the code is wrong."""
    factor = SecondFactor.objects.select_for_update().get(pk=factor.pk)
    step = matching_step(factor.secret, _plain(code), at=timezone.now().timestamp(), after=factor.last_step)
    if factor.confirmed_at or step is None:
        return None
    SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=timezone.now(), last_step=step)
    user = factor.user
    record("account.second_factor", by=user, subject_kind="user", subject_id=user.pk, area_id=user.area_id)
    return renew_recovery_codes(factor)


@transaction.atomic
def renew_recovery_codes(factor: SecondFactor) -> list[str]:
    """New codes for paper; the old ones open nothing any more."""
    codes = [_new_recovery_code() for _number in range(RECOVERY_CODES)]
    factor.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(factor=factor, digest=_digest(code)) for code in codes)
    return codes


@transaction.atomic
def verify(user: Any, *, code: str) -> bool:
    """Is this a code of the person's, now? Under the row's lock, so that a code opens once and tries are counted all.

    After some wrong ones no code is taken for a while, the right one neither.
    """
    factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=False).first()
    now = timezone.now()
    if factor is None or (factor.locked_until and factor.locked_until > now):
        return False
    step = matching_step(factor.secret, _plain(code), at=now.timestamp(), after=factor.last_step)
    if step is not None:
        _write(factor, last_step=step, failures=0, locked_until=None)
        return True
    used = factor.recovery_codes.filter(digest=_digest(code), used_at=None).update(used_at=now)
    if used:
        record("account.recovery_code", by=user, subject_kind="user", subject_id=user.pk, area_id=user.area_id)
        _write(factor, failures=0, locked_until=None)
        return True
    failures = factor.failures + 1
    locked = failures >= TRIES
    _write(factor, failures=0 if locked else failures, locked_until=now + LOCKED_FOR if locked else None)
    return False


@transaction.atomic
def remove(user: Any, *, by: Any) -> None:
    """A lost telephone: the next log-in asks for the password alone, and then to set up a new factor."""
    if SecondFactor.objects.filter(user=user).delete()[0]:
        record("account.second_factor_removed", by=by, subject_kind="user", subject_id=user.pk, area_id=user.area_id)


def _write(factor: SecondFactor, **values: Any) -> None:
    # By update(), not save(): the sealed secret is not touched.
    SecondFactor.objects.filter(pk=factor.pk).update(**values)


def _new_recovery_code() -> str:
    """Eighty random bits in four groups that can be read out."""
    text = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def _plain(code: str) -> str:
    return "".join(code.split())


def _digest(code: str) -> str:
    return hashlib.sha256(code.replace("-", "").replace(" ", "").lower().encode()).hexdigest()
