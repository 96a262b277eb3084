"""Care at a distance (H4, N5, N7): online hospitals, cloud clinics, and the lines for troubled minds."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.models.institutions import Hospital
from portal.areas.models import Area

dialled = RegexValidator(
    r"^\+?\d[\d -]{2,20}(转\d{1,6})?$",
    _("Write a telephone number: digits, spaces and hyphens, 转 before an extension."),
)
web_address = URLValidator(schemes=["https", "http"], message=_("Write a whole address that begins with https://."))


class Way(models.TextChoices):
    """How one is heard there (H4: text, picture and video)."""

    TEXT = "text", _("text")
    PICTURE = "picture", _("pictures")
    VIDEO = "video", _("video")
    PHONE = "phone", _("telephone")


class OnlineClinic(models.Model):
    """An online clinic or a telephone line that a caller is sent to in one tap."""

    class Kind(models.TextChoices):
        CLINIC = "clinic", _("online clinic")
        CLOUD = "cloud", _("cloud clinic")
        PSYCHOLOGICAL = "psychological", _("psychological line")
        YOUTH = "youth", _("youth line")

    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="online_clinics")
    hospital = models.ForeignKey(
        Hospital, models.SET_NULL, verbose_name=_("hospital"), null=True, blank=True, related_name="online_clinics"
    )
    name = models.CharField(pgettext_lazy("institution", "name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.CLINIC)
    ways = ArrayField(
        models.CharField(max_length=10, choices=Way), verbose_name=_("by way of"), default=list, blank=True
    )
    url = models.URLField(pgettext_lazy("institution", "address"), blank=True, validators=[web_address])
    phone = models.CharField(_("telephone"), max_length=40, blank=True, validators=[dialled])
    # What people read; the clock reads the two times.
    hours = models.CharField(_("hours"), max_length=80, blank=True)
    opens_24h = models.BooleanField(_("open 24 hours"), default=False)
    opens_at = models.TimeField(_("opens at"), null=True, blank=True)
    closes_at = models.TimeField(_("closes at"), null=True, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("online clinic")
        verbose_name_plural = _("online clinics")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "name"],
                name="online_clinic_name_in_area",
                violation_error_message=_("This clinic or line is in the directory already."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__isnull=False, closes_at__isnull=False),
                name="online_clinic_has_both_times",
                violation_error_message=_("Give both the time when it opens and the time when it closes."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def by_way_of(self) -> str:
        return " · ".join(str(Way(way).label) for way in self.ways)

    def is_open(self, at: datetime) -> bool | None:
        """At this instant, by the clock on its wall; None where nobody has said when it opens."""
        if self.opens_24h:
            return True
        if self.opens_at is None or self.closes_at is None:
            return None
        now = timezone.localtime(at).time()
        if self.opens_at <= self.closes_at:
            return self.opens_at <= now < self.closes_at
        return now >= self.opens_at or now < self.closes_at
