"""What goes wrong on a trip, as the driver says it: told at once, answered by a dispatcher, kept."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.areas.models import Area
from portal.privacy.fields import SealedTextField


class Trouble(models.Model):
    """Open until somebody has answered it. What the driver says in words may name a person, so it is sealed."""

    class Kind(models.TextChoices):
        BREAKDOWN = "breakdown", _("the vehicle has broken down")
        WORSE = "worse", _("the passenger is worse")
        TURNED_AWAY = "turned_away", _("the hospital turned us away")
        NOT_FOUND = "not_found", _("the passenger cannot be found")
        OTHER = "other", pgettext_lazy("trouble", "something else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trip = models.ForeignKey("transport.Trip", models.PROTECT, verbose_name=_("trip"), related_name="troubles")
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="+")
    number = models.CharField(_("number"), max_length=20)
    kind = models.CharField(_("what happened"), max_length=12, choices=Kind)
    words = SealedTextField(_("in words"), null=True, blank=True)
    happened_at = models.DateTimeField(_("happened at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("settled by"), null=True, blank=True, related_name="+"
    )
    answer = SealedTextField(_("what was done"), null=True, blank=True)

    class Meta:
        verbose_name = _("trouble on a trip")
        verbose_name_plural = _("troubles on trips")
        ordering = ["happened_at", "pk"]
        indexes = [
            models.Index(fields=["area"], condition=Q(settled_at__isnull=True), name="trouble_open_in_area"),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.get_kind_display()}"
