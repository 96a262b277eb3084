"""Institutions and the places that they count."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.vocabulary import Kind, Room
from portal.areas.models import Area


class HospitalQuerySet(models.QuerySet["Hospital"]):
    def open(self) -> "HospitalQuerySet":
        return self.filter(is_open=True)

    def of_kind(self, *kinds: str) -> "HospitalQuerySet":
        """Institutions that are, or also run, one of these kinds."""
        return self.filter(Q(kind__in=kinds) | Q(also_kinds__overlap=list(kinds)))


class Hospital(models.Model):
    """An institution that receives people. Whether it is open is written by its closures only."""

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


class Places(models.Model):
    """How many places of one kind an institution has, how many are taken, who reported it and when."""

    hospital = models.ForeignKey(Hospital, models.CASCADE, verbose_name=_("hospital"), related_name="places")
    room = models.CharField(_("room"), max_length=20, choices=Room)
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

    class Meta:
        verbose_name = _("places")
        verbose_name_plural = _("places")
        ordering = ["hospital", "room"]
        constraints = [
            models.UniqueConstraint(fields=["hospital", "room"], name="places_one_row_per_room"),
            models.CheckConstraint(condition=Q(used__lte=F("total")), name="places_used_within_total"),
        ]

    def __str__(self) -> str:
        return f"{self.hospital} · {self.get_room_display()}"

    @property
    def free(self) -> int:
        return self.total - self.used
