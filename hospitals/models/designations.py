"""The designation matrix: which institution is named for whom, from where, when, by which clause."""

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hospitals.models.institutions import Hospital
from hospitals.vocabulary import Control, Group, Need, Severity
from portal.areas.models import Area


def today() -> date:
    return timezone.localdate()


def _codes(choices: type[models.TextChoices], label: Any) -> ArrayField:
    return ArrayField(models.CharField(max_length=20, choices=choices), verbose_name=label, default=list, blank=True)


class Designation(models.Model):
    """One line of a notice. In each column an empty list means "any"; within a column one match is enough.

    `serves` names areas by prefix: a district serves all its communities. It need not hold the institution (T2b).
    """

    hospital = models.ForeignKey(Hospital, models.CASCADE, verbose_name=_("hospital"), related_name="designations")
    needs = _codes(Need, _("needs"))
    groups = _codes(Group, _("groups"))
    controls = _codes(Control, _("control statuses"))
    severities = _codes(Severity, _("severities"))
    age_from = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("to age"), null=True, blank=True)
    serves = models.ManyToManyField(Area, verbose_name=_("serves"), related_name="served_by")
    since = models.DateField(_("since"), default=today)
    until = models.DateField(_("until"), null=True, blank=True)
    hours_from = models.TimeField(_("from hour"), null=True, blank=True)
    hours_to = models.TimeField(_("to hour"), null=True, blank=True)
    cite = models.CharField(_("clause"), max_length=10, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("designation")
        verbose_name_plural = _("designations")
        ordering = ["hospital", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="designation_ends_after_it_begins",
                violation_error_message=_("A designation cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(hours_from__isnull=True, hours_to__isnull=True)
                | Q(hours_from__isnull=False, hours_to__isnull=False),
                name="designation_hours_in_pairs",
                violation_error_message=_("Give both hours, or none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hospital} · {self.cite or self.pk}"
