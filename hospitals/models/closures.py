"""Closures of institutions: an institution hit by infection reopens within 48 hours (T1)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hospitals.models.institutions import Hospital
from portal.areas.models import Area
from portal.lifecycle.fields import StateField, Stateful


class Closure(Stateful):
    """One closing of one institution. The commitment `hospital.reopen` runs while it is closed."""

    class State(models.TextChoices):
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("reopened")

    class Reason(models.TextChoices):
        INFECTION = "infection", _("infection found")
        DISINFECTION = "disinfection", _("terminal disinfection")
        STAFF = "staff", _("staff in quarantine")
        EQUIPMENT = "equipment", _("equipment or building")
        OTHER = "other", _("other reason (say which)")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hospital = models.ForeignKey(Hospital, models.PROTECT, verbose_name=_("hospital"), related_name="closures")
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="+")
    state = StateField(_("state"), choices=State, default=State.CLOSED)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    note = models.CharField(_("note"), max_length=200, blank=True)
    closed_at = models.DateTimeField(_("closed at"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("closed by"), null=True, related_name="+"
    )
    reopened_at = models.DateTimeField(_("reopened at"), null=True, blank=True)

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["-closed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["hospital"],
                condition=Q(state="closed"),
                name="closure_one_open_per_hospital",
                violation_error_message=_("This institution is already closed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.hospital} · {self.get_state_display()}"

    @property
    def number(self) -> str:
        """What screens call it: a closure has no ticket, its institution's name says it."""
        return self.hospital.name[:40]
