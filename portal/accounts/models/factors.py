"""The second factor of a log-in: a secret shared with a telephone, and codes on paper for when that is lost."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.privacy.fields import SealedTextField


class SecondFactor(models.Model):
    """A secret of RFC 6238. It counts from the moment its owner has shown, by a first code, to have it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor", verbose_name=_("user")
    )
    secret = SealedTextField(_("secret"))
    confirmed_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    # The time step of the last code that was taken: no code opens twice.
    last_step = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(_("locked until"), null=True, blank=True)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """One of the codes on paper, as a digest: eighty random bits need no slow hash."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["factor", "digest"], name="accounts_recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.factor_id}"
