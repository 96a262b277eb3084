"""What came of a promise that was not kept: rungs fired, and people urged by hand."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.areas.models import Area, Level
from portal.commitments import kinds
from portal.commitments.models.commitment import Commitment
from portal.privacy.fields import SealedTextField


class Escalation(models.Model):
    """One rung of one promise, fired once: the unique key is what makes a second firing impossible.

    `area` is where the post sits. `told` are the ids of the people who held `told_post` at that instant; `told_post`
    differs from `to_post` when nobody held the latter and the next higher holder was told as well.
    """

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="escalations", db_index=False, verbose_name=_("commitment")
    )
    cycle = models.PositiveSmallIntegerField(_("cycle"))
    level = models.PositiveSmallIntegerField(_("level"))
    # Not checked by the database: to check it locks the area's row, and nobody who holds that may hold up a sweep.
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="+", db_index=False, db_constraint=False, verbose_name=_("area")
    )
    to_role = models.CharField(_("role"), max_length=20)
    at_level = models.CharField(_("level of area"), max_length=10, choices=Level)
    to_post = models.CharField(_("to"), max_length=60)
    due_at = models.DateTimeField(_("due"))
    fired_at = models.DateTimeField(_("fired"))
    told = models.JSONField(_("told"), default=list)
    told_post = models.CharField(_("told"), max_length=60)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("acknowledged by"),
    )

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        indexes = [
            models.Index(
                fields=["area", "fired_at"],
                opclasses=["varchar_pattern_ops", "timestamptz_ops"],
                name="escalation_area",
            ),
            models.Index(fields=["fired_at"], name="escalation_fired"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "cycle", "level"], name="one_escalation_per_level"),
            models.CheckConstraint(condition=Q(fired_at__gte=F("due_at")), name="never_fired_early"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id}.{self.cycle}.{self.level} {self.to_post}"

    @property
    def cause(self) -> str:
        """What its notices name as their cause; of a kind that is told together, those of its day share one."""
        kind = self.commitment.kind
        if kind not in kinds.TOLD_TOGETHER:
            return f"escalation:{self.pk}"
        day = timezone.localtime(self.fired_at, timezone.get_default_timezone()).date()
        return f"{kind}:{self.level}:{day}:{self.area_id}"


class Urge(models.Model):
    """催办: a person pressed for a promise by hand."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="urges", verbose_name=_("commitment"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    to_post = models.CharField(_("to"), max_length=60)
    note = SealedTextField(_("note"), null=True, blank=True)

    class Meta:
        verbose_name = _("urge")
        verbose_name_plural = _("urges")
        ordering = ["commitment", "at"]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.to_post}"
