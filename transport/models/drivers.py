"""Drivers of fleets: what they need to drive people who are isolated, and when they work."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from transport.models.fleets import Fleet


class Driver(models.Model):
    """What a driver lacks forbids every trip with them: the database refuses it, `lacks()` says why beforehand."""

    class Protection(models.IntegerChoices):
        """As the health services count protection of staff (B4b)."""

        NONE = 0, _("not trained")
        FIRST = 1, _("first level")
        SECOND = 2, _("second level")
        THIRD = 3, _("third level")

    fleet = models.ForeignKey(Fleet, models.PROTECT, verbose_name=_("fleet"), related_name="drivers")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("log-in"),
        null=True,
        blank=True,
        related_name="driver",
    )
    name = models.CharField(_("name"), max_length=40)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    is_active = models.BooleanField(pgettext_lazy("crew", "on duty"), default=True)
    licence_until = models.DateField(_("licence valid until"), null=True, blank=True)
    protection = models.PositiveSmallIntegerField(
        _("trained in protection"), choices=Protection, default=Protection.NONE
    )
    last_tested_at = models.DateTimeField(_("last test at"), null=True, blank=True)
    # Written with the test, by the validity that was in force then: so that the database can compare.
    tested_until = models.DateTimeField(_("test valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("driver")
        verbose_name_plural = _("drivers")
        ordering = ["fleet", "name"]

    def __str__(self) -> str:
        return self.name

    def lacks(self, at: datetime | None = None, on: date | None = None) -> list:
        """What forbids every trip that they would begin `at` that hour (now), in words. Shifts are asked elsewhere.

        `on` is the day of `at`: whoever asks it of a whole fleet works it out once.
        """
        at = at or timezone.now()
        reasons = []
        if not self.is_active:
            reasons.append(_("off duty"))
        if self.licence_until is None or self.licence_until < (on or timezone.localdate(at)):
            reasons.append(_("no valid licence"))
        if not self.protection:
            reasons.append(_("not trained in protection"))
        if self.tested_until is None or self.tested_until < at:
            reasons.append(_("no valid test"))
        return reasons


class DriverShift(models.Model):
    """When somebody drives. On a day on which a fleet has shifts, only who has one then drives; else all on duty."""

    driver = models.ForeignKey(Driver, models.CASCADE, verbose_name=_("driver"), related_name="shifts")
    during = DateTimeRangeField(_("shift"))

    class Meta:
        verbose_name = _("shift of a driver")
        verbose_name_plural = _("shifts of drivers")
        ordering = ["during", "driver"]
        constraints = [
            ExclusionConstraint(
                name="driver_shifts_apart",
                expressions=[("driver", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                violation_error_message=_("This driver has another shift in that time."),
            ),
            models.CheckConstraint(
                condition=models.Q(during__startswith__isnull=False, during__endswith__isnull=False),
                name="driver_shift_has_two_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.driver} · {timezone.localtime(self.starts_at):%m-%d %H:%M}"

    @property
    def starts_at(self) -> Any:
        return self.during.lower

    @property
    def ends_at(self) -> Any:
        return self.during.upper
