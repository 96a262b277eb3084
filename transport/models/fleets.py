"""Fleets (B3a), their vehicles, and to whom a social vehicle belongs."""

import uuid
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.areas.models import Area
from portal.privacy.fields import SealedTextField

OXYGEN_LEAST = 20  # percent: below that no one who needs it is taken along


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
    kits = models.PositiveSmallIntegerField(_("sets of protective kit aboard"), default=0)
    kits_least = models.PositiveSmallIntegerField(_("restock below"), default=3)
    kits_a_trip = models.PositiveSmallIntegerField(_("sets used on a trip"), default=1)
    has_oxygen = models.BooleanField(_("oxygen"), default=False)
    oxygen_percent = models.PositiveSmallIntegerField(
        _("oxygen left, percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    oxygen_until = models.DateField(_("oxygen cylinder good until"), null=True, blank=True)
    inspected_until = models.DateField(_("inspection valid until"), null=True, blank=True)
    insured_until = models.DateField(_("insurance valid until"), null=True, blank=True)
    base_name = models.CharField(_("base"), max_length=80, blank=True)
    base_latitude = models.FloatField(_("latitude of the base"), null=True, blank=True)
    base_longitude = models.FloatField(_("longitude of the base"), null=True, blank=True)
    # Of every day; until may be earlier than from, past midnight. Without: round the clock.
    shift_from = models.TimeField(_("on duty from"), null=True, blank=True)
    shift_until = models.TimeField(_("on duty until"), null=True, blank=True)
    last_disinfected_at = models.DateTimeField(_("last disinfected at"), null=True, blank=True)
    out_of_service = models.CharField(_("out of service because"), max_length=100, blank=True)
    enlisted_until = models.DateField(_("social vehicle, enlisted until"), null=True, blank=True)

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        ordering = ["fleet", "plate"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shift_from=None, shift_until=None) | Q(shift_from__isnull=False, shift_until__isnull=False),
                name="vehicle_shift_has_two_ends",
                violation_error_message=_("Give both hours of the shift, or none."),
            ),
            models.CheckConstraint(
                condition=Q(oxygen_percent=None) | Q(oxygen_percent__lte=100), name="vehicle_oxygen_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return self.plate

    @property
    def has_kit(self) -> bool:
        """Enough of it for one more trip."""
        return self.kits >= max(1, self.kits_a_trip)

    def lacks(self, on: date | None = None) -> list:
        """What forbids every trip with it on a day (today), in words (B4b); what a trip itself cures comes last.

        Dispatch reads `lacks()[:-1]` of a vehicle that is under way: it will be disinfected when it is back.
        """
        on = on or timezone.localdate()
        reasons = []
        if self.out_of_service:
            reasons.append(_("out of service"))
        if not self.has_partition:
            reasons.append(_("no partition between cab and cabin"))
        if not self.has_kit:
            reasons.append(_("no protective kit aboard"))
        if _is_over(self.inspected_until, on):
            reasons.append(_("no valid inspection"))
        if _is_over(self.insured_until, on):
            reasons.append(_("no valid insurance"))
        if self.kind == self.Kind.SOCIAL and _is_over(self.enlisted_until, on):
            reasons.append(_("not enlisted, or no longer"))
        if self.last_disinfected_at is None:
            reasons.append(_("not disinfected since its last trip"))
        return reasons

    def has_breath(self, on: date) -> bool:
        """Oxygen aboard, enough of it, in a cylinder that is still good."""
        is_good = not _is_over(self.oxygen_until, on)
        return self.has_oxygen and is_good and (self.oxygen_percent or 0) >= OXYGEN_LEAST

    def is_on_duty(self, at: datetime) -> bool:
        """Within the hours of its shift, of the evening before included."""
        if self.shift_from is None or self.shift_until is None:
            return True
        return _is_between(timezone.localtime(at).time(), self.shift_from, self.shift_until)


def _is_over(until: date | None, on: date) -> bool:
    """A date that nobody has entered is a paper that nobody has seen."""
    return until is None or until < on


def _is_between(hour: time, start: time, end: time) -> bool:
    return start <= hour < end if start < end else hour >= start or hour < end


class Enlistment(models.Model):
    """B3a: a social vehicle helps for a time. Its owner is nobody's business but of those who must call them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vehicle = models.ForeignKey(Vehicle, models.CASCADE, verbose_name=_("vehicle"), related_name="enlistments")
    owner_name = SealedTextField(_("owner"))
    owner_phone = SealedTextField(_("telephone of the owner"))
    since = models.DateField(_("enlisted from"))
    until = models.DateField(_("enlisted until"))
    enlisted_at = models.DateTimeField(_("enlisted at"))
    enlisted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("enlisted by"), null=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("given back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("enlistment")
        verbose_name_plural = _("enlistments")
        ordering = ["-enlisted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle"],
                condition=Q(ended_at=None),
                name="enlistment_one_at_a_time",
                violation_error_message=_("This vehicle is enlisted already."),
            ),
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="enlistment_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle} · {self.until}"

    @property
    def subject(self) -> dict[str, Any]:
        """What a reveal of the owner is about."""
        return {"subject_kind": "enlistment", "subject_id": self.pk, "number": self.vehicle.plate}
