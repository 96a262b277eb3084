"""What desks have reported of their places, report by report: nothing of it is ever changed."""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.models.institutions import Hospital
from hospitals.vocabulary import Room, Shift

REPORT, SUBJECT = "places.report", "places"  # the promise to report again, and what it is about: an institution's key


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a desk says of one kind of places: of `total` there, `used` are taken. `shift` of stations only."""

    room: str
    shift: str = ""
    total: int
    used: int


class PlacesReport(models.Model):
    """One report of one institution. Append-only: the database refuses to change it or to delete it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hospital = models.ForeignKey(Hospital, models.PROTECT, verbose_name=_("hospital"), related_name="reports")
    reported_at = models.DateTimeField(_("reported at"))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("reported by"), null=True, related_name="+"
    )
    is_unchanged = models.BooleanField(_("unchanged"), default=False)

    class Meta:
        verbose_name = _("report of places")
        verbose_name_plural = _("reports of places")
        ordering = ["-reported_at"]
        indexes = [models.Index(fields=["hospital", "-reported_at"], name="report_by_hospital")]

    def __str__(self) -> str:
        return f"{self.hospital} · {self.reported_at:%m-%d %H:%M}"


class PlacesLine(models.Model):
    """One figure of a report: of `total` places of this kind, `used` were taken. Append-only, as its report."""

    report = models.ForeignKey(PlacesReport, models.PROTECT, verbose_name=_("report of places"), related_name="lines")
    room = models.CharField(_("room"), max_length=20, choices=Room)
    shift = models.CharField(pgettext_lazy("treatment", "shift"), max_length=10, choices=Shift, blank=True)
    total = models.PositiveSmallIntegerField(_("total"))
    used = models.PositiveSmallIntegerField(_("used"))

    class Meta:
        verbose_name = _("figure of a report")
        verbose_name_plural = _("figures of reports")
        ordering = ["report", "room", "shift"]
        constraints = [
            models.UniqueConstraint(fields=["report", "room", "shift"], name="report_one_figure_of_each"),
            models.CheckConstraint(condition=Q(used__lte=F("total")), name="report_used_within_total"),
        ]

    def __str__(self) -> str:
        return f"{self.get_room_display()} {self.get_shift_display()}".strip()

    @property
    def free(self) -> int:
        return self.total - self.used
