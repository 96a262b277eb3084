"""Institutions and the places that they count."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.vocabulary import ROOMS_BY_SHIFT, Kind, Room, Shift
from portal.areas.models import Area

# How long a figure holds where no policy says it (`places.report`): whoever writes one by another way than a report.
FIGURES_HOLD = timedelta(hours=12)


def twelve_hours_on() -> datetime:
    return timezone.now() + FIGURES_HOLD


class HospitalQuerySet(models.QuerySet["Hospital"]):
    def open(self) -> "HospitalQuerySet":
        return self.filter(is_open=True)

    def of_kind(self, *kinds: str) -> "HospitalQuerySet":
        """Institutions that are, or also run, one of these kinds."""
        return self.filter(Q(kind__in=kinds) | Q(also_kinds__overlap=list(kinds)))


class Hospital(models.Model):
    """An institution that receives people. Whether it is open is written by its closures only."""

    # What promises and notices about the institution as a whole call it: they know their subjects by such keys.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(pgettext_lazy("institution", "name"), max_length=120, unique=True)
    grade = models.CharField(_("grade"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.ORDINARY)
    # A general hospital that also runs a fever clinic is one institution with one desk.
    also_kinds = ArrayField(
        models.CharField(max_length=20, choices=Kind), verbose_name=_("also runs"), default=list, blank=True
    )
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="hospitals")
    address = models.CharField(pgettext_lazy("institution", "address"), max_length=200, blank=True)
    entrance = models.CharField(_("entrance"), max_length=100, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    opens_24h = models.BooleanField(_("open 24 hours"), default=True)
    opens_at = models.TimeField(_("opens at"), null=True, blank=True)
    closes_at = models.TimeField(_("closes at"), null=True, blank=True)
    is_open = models.BooleanField(_("open"), default=True, editable=False)
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = HospitalQuerySet.as_manager()

    class Meta:
        verbose_name = _("hospital")
        verbose_name_plural = _("hospitals")
        ordering = ["name"]
        permissions = [("as_desk", _("Hospital desk"))]
        indexes = [GinIndex(fields=["also_kinds"], name="hospital_also_kinds")]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_24h=True) | Q(opens_at__isnull=False, closes_at__isnull=False),
                name="hospital_has_hours",
                violation_error_message=_("Give opening and closing time, or say that it is open 24 hours."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kinds(self) -> set[str]:
        return {self.kind, *self.also_kinds}


class PlacesQuerySet(models.QuerySet["Places"]):
    def stale(self) -> "PlacesQuerySet":
        """Figures that were not reported again in time, by the clock of the database."""
        return self.filter(valid_until__lte=Now())


class Places(models.Model):
    """How many places of one kind an institution has, how many are taken, who reported it and when.

    The figures hold until `valid_until`, which the policy of the day of the report says; after that they are shown as
    stale wherever they are used. Stations are counted by shift, all else without one.
    """

    hospital = models.ForeignKey(Hospital, models.CASCADE, verbose_name=_("hospital"), related_name="places")
    room = models.CharField(_("room"), max_length=20, choices=Room)
    shift = models.CharField(pgettext_lazy("treatment", "shift"), max_length=10, choices=Shift, blank=True)
    total = models.PositiveSmallIntegerField(_("total"))
    used = models.PositiveSmallIntegerField(_("used"), default=0)
    reported_at = models.DateTimeField(_("reported at"))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("reported by"),
        null=True,
        blank=True,
        related_name="+",
    )
    valid_until = models.DateTimeField(_("holds until"), default=twelve_hours_on)

    objects = PlacesQuerySet.as_manager()

    class Meta:
        verbose_name = _("places")
        verbose_name_plural = _("places")
        ordering = ["hospital", "room", "shift"]
        constraints = [
            models.UniqueConstraint(fields=["hospital", "room", "shift"], name="places_one_row_per_room_and_shift"),
            models.CheckConstraint(condition=Q(used__lte=F("total")), name="places_used_within_total"),
            models.CheckConstraint(
                condition=Q(room__in=ROOMS_BY_SHIFT, shift__in=Shift.values)
                | (~Q(room__in=ROOMS_BY_SHIFT) & Q(shift="")),
                name="places_stations_by_shift",
                violation_error_message=_("Dialysis stations are counted by shift, other places without one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hospital} · {self.label}"

    @property
    def label(self) -> str:
        """What the figure counts, the shift included."""
        return f"{self.get_room_display()} {self.get_shift_display()}".strip()

    @property
    def free(self) -> int:
        return self.total - self.used

    @property
    def is_stale(self) -> bool:
        return self.valid_until <= timezone.now()
