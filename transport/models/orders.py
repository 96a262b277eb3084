"""Dispatch orders 派车单: the paper that a vehicle carries, numbered, and void once something on it has changed."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from transport.models.drivers import Driver
from transport.models.fleets import Fleet, Vehicle


class DispatchOrder(models.Model):
    """For all who ride together. A change of vehicle, driver, hours or passengers asks for a new one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fleet = models.ForeignKey(Fleet, models.PROTECT, verbose_name=_("fleet"), related_name="orders")
    day = models.DateField(_("day"))
    serial = models.PositiveSmallIntegerField(_("number of the day"))
    pool = models.UUIDField(_("pool"), db_index=True)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, verbose_name=_("vehicle"), related_name="orders")
    driver = models.ForeignKey(Driver, models.PROTECT, verbose_name=_("driver"), related_name="orders")
    during = DateTimeRangeField(_("holds the vehicle during"))
    passengers = models.PositiveSmallIntegerField(_("outings"))
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("issued by"), null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("dispatch order")
        verbose_name_plural = _("dispatch orders")
        ordering = ["-issued_at"]
        constraints = [models.UniqueConstraint(fields=["fleet", "day", "serial"], name="order_numbered_once_a_day")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"{self.day:%Y%m%d}-P{self.fleet_id:02d}-{self.serial:03d}"
