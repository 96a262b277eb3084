"""Fleets (B3a), their vehicles and drivers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.areas.models import Area


class Fleet(models.Model):
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="fleets")
    name = models.CharField(pgettext_lazy("institution", "name"), max_length=80)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("fleet")
        verbose_name_plural = _("fleets")
        ordering = ["area", "name"]
        permissions = [("as_dispatcher", _("Fleet dispatcher")), ("as_driver", _("Driver"))]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="fleet_name_in_area")]

    def __str__(self) -> str:
        return self.name


class Vehicle(models.Model):
    """What a vehicle lacks makes it undispatchable: the database refuses the trip, `lacks()` says why beforehand."""

    class Kind(models.TextChoices):
        NEGATIVE_PRESSURE = "negative_pressure", _("negative-pressure ambulance")
        AMBULANCE = "ambulance", _("ambulance")
        DEDICATED_CAR = "dedicated_car", _("dedicated car")
        WHEELCHAIR_VAN = "wheelchair_van", _("wheelchair van")
        SOCIAL = "social", _("social vehicle")

    fleet = models.ForeignKey(Fleet, models.PROTECT, verbose_name=_("fleet"), related_name="vehicles")
    plate = models.CharField(_("plate"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.DEDICATED_CAR)
    seats = models.PositiveSmallIntegerField(_("seats for passengers"), default=3)
    wheelchair = models.PositiveSmallIntegerField(_("wheelchair places"), default=0)
    stretcher = models.PositiveSmallIntegerField(_("stretchers"), default=0)
    has_partition = models.BooleanField(_("cab and cabin separated"), default=False)
    has_kit = models.BooleanField(_("protective kit aboard"), default=False)
    has_oxygen = models.BooleanField(_("oxygen"), default=False)
    last_disinfected_at = models.DateTimeField(_("last disinfected at"), null=True, blank=True)
    out_of_service = models.CharField(_("out of service because"), max_length=100, blank=True)
    enlisted_until = models.DateField(_("social vehicle, enlisted until"), null=True, blank=True)

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        ordering = ["fleet", "plate"]

    def __str__(self) -> str:
        return self.plate

    def lacks(self) -> list:
        """What forbids every trip with it, in words (B4b); the order in which a dispatcher would put it right."""
        return [
            words
            for is_lacking, words in (
                (bool(self.out_of_service), _("out of service")),
                (not self.has_partition, _("no partition between cab and cabin")),
                (not self.has_kit, _("no protective kit aboard")),
                (self.last_disinfected_at is None, _("not disinfected since its last trip")),
            )
            if is_lacking
        ]


class Driver(models.Model):
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

    class Meta:
        verbose_name = _("driver")
        verbose_name_plural = _("drivers")
        ordering = ["fleet", "name"]

    def __str__(self) -> str:
        return self.name
