"""Care that comes to the person: consultation squads (H3) and online clinics and telephone lines (H4)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.models.institutions import Hospital
from portal.areas.models import Area


class Squad(models.Model):
    """A mobile consultation squad: the patient stays, the experts move."""

    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="squads")
    name = models.CharField(pgettext_lazy("institution", "name"), max_length=80)
    base = models.ForeignKey(
        Hospital, models.SET_NULL, verbose_name=_("base"), null=True, blank=True, related_name="squads"
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    skills = ArrayField(models.CharField(max_length=40), verbose_name=_("skills"), default=list, blank=True)
    is_active = models.BooleanField(pgettext_lazy("crew", "on duty"), default=True)

    class Meta:
        verbose_name = _("squad")
        verbose_name_plural = _("squads")
        ordering = ["area", "name"]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="squad_name_in_area")]

    def __str__(self) -> str:
        return self.name


class OnlineClinic(models.Model):
    """An online clinic or a telephone line that a case can be sent to in one tap."""

    class Kind(models.TextChoices):
        CLINIC = "clinic", _("online clinic")
        PSYCHOLOGICAL = "psychological", _("psychological line")
        YOUTH = "youth", _("youth line")

    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="online_clinics")
    hospital = models.ForeignKey(
        Hospital, models.SET_NULL, verbose_name=_("hospital"), null=True, blank=True, related_name="online_clinics"
    )
    name = models.CharField(pgettext_lazy("institution", "name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.CLINIC)
    url = models.URLField(pgettext_lazy("institution", "address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    hours = models.CharField(_("hours"), max_length=80, blank=True)
    opens_24h = models.BooleanField(_("open 24 hours"), default=False)

    class Meta:
        verbose_name = _("online clinic")
        verbose_name_plural = _("online clinics")
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="online_clinic_name_in_area")]

    def __str__(self) -> str:
        return self.name
