"""Which policy packs there are, and where each is in force since when."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class PolicyVersion(models.Model):
    """A pack as it was read, for good: requests judged by it keep pointing here. Never changed, only added."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pack = models.CharField(_("pack"), max_length=60)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    # The pack with all it extends, as it was validated: the texts from the base upwards.
    sources = models.JSONField(_("sources"))
    read_at = models.DateTimeField(_("read"), auto_now_add=True)

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")

    def __str__(self) -> str:
        return f"{self.pack} {self.digest[:8]}"


class PolicyActivation(models.Model):
    """From `since` on, `version` is in force in `area` and below, until a later activation there or nearer."""

    version = models.ForeignKey(
        PolicyVersion, models.PROTECT, related_name="activations", verbose_name=_("policy version")
    )
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("area"))
    since = models.DateTimeField(_("since"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("policy activation")
        verbose_name_plural = _("policy activations")
        ordering = ["-since", "-pk"]
        indexes = [models.Index(fields=["area", "-since"], name="activation_by_area")]

    def __str__(self) -> str:
        return f"{self.version} · {self.area_id} · {self.since:%Y-%m-%d %H:%M}"
