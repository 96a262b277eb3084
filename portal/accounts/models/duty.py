"""The duty roster of the 24-hour line."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.areas.models import Area


class DutyShift(models.Model):
    """Somebody answers the line of an area from one instant to another. The number is public: people are to call it."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="duty_shifts", verbose_name=_("area"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="duty_shifts", verbose_name=_("on duty")
    )
    phone = models.CharField(_("telephone of the line"), max_length=30)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        verbose_name = _("duty shift")
        verbose_name_plural = _("duty roster")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="accounts_shift_ends_after_it_starts"),
            models.UniqueConstraint(fields=["area", "person", "starts_at"], name="accounts_shift_once"),
        ]
        indexes = [models.Index(fields=["area", "ends_at"], name="accounts_shift_of_area")]

    def __str__(self) -> str:
        return f"{self.area} {self.starts_at:%m-%d %H:%M}"
