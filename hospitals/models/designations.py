"""The designation matrix: which institution is named for whom, from where, when, by which clause."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.models.institutions import Hospital
from hospitals.vocabulary import Control, Group, Need, Severity
from portal.areas.models import Area


def today() -> date:
    return timezone.localdate()


def _codes(choices: type[models.TextChoices], label: Any) -> ArrayField:
    return ArrayField(models.CharField(max_length=20, choices=choices), verbose_name=label, default=list, blank=True)


class DesignationQuerySet(models.QuerySet["Designation"]):
    def standing(self) -> "DesignationQuerySet":
        """In force or still to come: what nobody has ended and whose last day is not over."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()), ended_at__isnull=True)

    def over(self) -> "DesignationQuerySet":
        return self.filter(Q(until__lt=timezone.localdate()) | Q(ended_at__isnull=False))


class Designation(models.Model):
    """One line of a notice. In each column an empty list means "any"; within a column one match is enough.

    `serves` names areas by prefix: a district serves all its communities. It need not hold the institution (T2b).
    `groups` are the specialties too (vocabulary.Specialty). Hours that run over midnight belong to the day on which
    they begin: the night of the last day ends the morning after. A line is ended (`until`, or `ended_at` for at once),
    never deleted: yesterday's choice must be explained by it.
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
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    # Ended at once, whatever its dates say: a mistake, or an institution that can take nobody from this minute on.
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    objects = DesignationQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_to__gte=F("age_from")),
                name="designation_ages_in_order",
                violation_error_message=_("The age to which it takes people lies below the age from which it does."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hospital} · {self.cite or self.pk}"

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or (self.until is not None and self.until < today())

    @property
    def is_to_come(self) -> bool:
        return not self.is_over and self.since > today()


class DirectoryVersion(models.Model):
    """One row: which state of the directory (institutions, lines, where places lie) the database holds.

    Triggers write a new random version with every change, in the transaction of the change; whether an institution is
    open is no part of it. Whoever has read the directory under a version may keep it for as long as the row says so.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("version of the directory")
        verbose_name_plural = _("versions of the directory")

    def __str__(self) -> str:
        return str(self.version)


class MatrixUpload(models.Model):
    """A spreadsheet of the matrix that was uploaded, shown as a difference, and waits for a word."""

    class State(models.TextChoices):
        STAGED = "staged", _("waits to be confirmed")
        REFUSED = "refused", pgettext_lazy("import", "refused")
        DONE = "done", pgettext_lazy("import", "written")
        DROPPED = "dropped", pgettext_lazy("import", "given up")

    WAITS = timedelta(days=1)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("sent by"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STAGED)
    name = models.CharField(_("name of the file"), max_length=100, blank=True)
    content = models.BinaryField(_("rows"), null=True, blank=True)
    counts = models.JSONField(_("counts"), default=dict)
    # Of the difference that was shown: what is confirmed is that, and nothing else.
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("upload of the matrix")
        verbose_name_plural = _("uploads of the matrix")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["by", "-created_at"], name="matrix_upload_recent")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.STAGED and timezone.now() - self.created_at < self.WAITS
