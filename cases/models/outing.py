"""A request's way out and home again: which hospitals were asked, which trip carries it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    VEHICLE = "vehicle", _("by vehicle")
    SELF_DRIVE = "self_drive", _("by private car")


class Outing(models.Model):
    """One closed loop of a request. It is open until the return is logged (B4a)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="outings", verbose_name=_("request"))
    mode = models.CharField(_("mode"), max_length=12, choices=Mode)
    planned_at = models.DateTimeField(_("planned for"))
    trip = models.OneToOneField(
        "transport.Trip", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("trip")
    )
    refusals = models.PositiveSmallIntegerField(_("refusals"), default=0)
    needs_centre = models.BooleanField(_("command centre must assign"), default=False)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("outing")
        verbose_name_plural = _("outings")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(closed_at=None), name="outing_one_open_per_case"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Placement(models.Model):
    """One hospital asked for an outing, with the reasons it was chosen for. `hop` counts from 1."""

    outing = models.ForeignKey(Outing, models.CASCADE, related_name="placements", verbose_name=_("outing"))
    booking = models.OneToOneField("hospitals.Booking", models.PROTECT, related_name="+", verbose_name=_("booking"))
    hop = models.PositiveSmallIntegerField(_("hop"))
    reasons = models.JSONField(_("reasons"), default=list)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["hop"]
        constraints = [models.UniqueConstraint(fields=["outing", "hop"], name="placement_one_per_hop")]

    def __str__(self) -> str:
        return f"{self.outing_id} · {self.hop}"
