"""When a grid worker falls away: who stands in, and what was handed over, so that it can be handed back."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.privacy.fields import SealedTextField


class AbsenceReason(models.TextChoices):
    ILL = "ill", pgettext_lazy("absence", "ill")
    QUARANTINED = "quarantined", pgettext_lazy("absence", "quarantined")
    AWAY = "away", pgettext_lazy("absence", "on leave")
    OTHER = "other", pgettext_lazy("absence", "other")


class Absence(models.Model):
    """One worker's posts, open work and things kept are with a substitute until the worker is back.

    The lists hold ids of what this act moved, and nothing else: the end of the absence gives back exactly these.
    """

    Reason = AbsenceReason

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worker = models.ForeignKey("accounts.User", models.PROTECT, related_name="absences", verbose_name=_("absent"))
    substitute = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("substitute"))
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("area"))
    reason = models.CharField(_("reason"), max_length=12, choices=AbsenceReason)
    note = SealedTextField(_("note"), null=True, blank=True)
    since = models.DateTimeField(_("since"))
    # Said, not enforced: nobody is back before somebody says so.
    until = models.DateField(_("expected back"), null=True, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("by"))
    ended_at = models.DateTimeField(_("back since"), null=True, blank=True)
    ended_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    posts = ArrayField(models.CharField(max_length=20), default=list, verbose_name=_("places handed over"))
    # Those of `posts` that the substitute did not hold anyway.
    lent = ArrayField(models.CharField(max_length=20), default=list, verbose_name=_("places lent"))
    jobs = ArrayField(models.UUIDField(), default=list, verbose_name=_("jobs handed over"))
    cases = ArrayField(models.UUIDField(), default=list, verbose_name=_("requests handed over"))
    things = ArrayField(models.UUIDField(), default=list, verbose_name=_("things handed over"))
    shifts = ArrayField(models.BigIntegerField(), default=list, verbose_name=_("shifts handed over"))

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(fields=["worker"], condition=Q(ended_at=None), name="absence_one_open_per_worker"),
            models.CheckConstraint(condition=~Q(worker=F("substitute")), name="absence_needs_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} → {self.substitute_id}"
