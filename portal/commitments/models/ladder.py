"""The terms a promise was made by, kept as they were on that day: never updated, shared by every promise under them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.areas.models import Level


class Ladder(models.Model):
    """One version of one rule. `digest` is over everything it says, so equal terms are one row."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField(_("promise"), max_length=40)
    due = models.DurationField(_("to be kept within"))
    pack = models.CharField(_("policy pack"), max_length=80, blank=True)
    version = models.CharField(_("version"), max_length=80, blank=True)
    cite = models.CharField(_("clause"), max_length=40, blank=True)
    text = models.JSONField(_("rule"), default=dict)

    class Meta:
        verbose_name = _("terms")
        verbose_name_plural = _("terms")

    def __str__(self) -> str:
        return f"{self.kind} {self.due} {self.pack} {self.version} {self.cite}".strip()


class LadderStep(models.Model):
    """A rung: `after` the due instant, whoever is `to_role` in the area of `at_level` hears of it."""

    ladder = models.ForeignKey(Ladder, models.CASCADE, related_name="steps", verbose_name=_("terms"))
    level = models.PositiveSmallIntegerField(_("level"))
    after = models.DurationField(_("after the due time"))
    to_role = models.CharField(_("role"), max_length=20)
    at_level = models.CharField(_("level of area"), max_length=10, choices=Level)

    class Meta:
        verbose_name = _("rung")
        verbose_name_plural = _("rungs")
        ordering = ["ladder", "level"]
        constraints = [models.UniqueConstraint(fields=["ladder", "level"], name="one_rung_per_level")]

    def __str__(self) -> str:
        return f"{self.level}: {self.to_role}@{self.at_level} +{self.after}"
