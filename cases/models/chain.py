"""The chain of a place (B2a): the services that answer for it, and the hours in which nobody answers its line."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ContactRole(models.TextChoices):
    COMMITTEE = "committee", _("community or village office")
    MEDICAL_TEAM = "medical_team", pgettext_lazy("chain", "medical team")
    HEALTH_SERVICE = "health_service", _("community health service")


class Contact(models.Model):
    """A service that answers for a place and all below it that name none of their own. A service, never a resident."""

    Role = ContactRole

    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="contacts", verbose_name=_("area"))
    role = models.CharField(pgettext_lazy("chain", "role"), max_length=20, choices=ContactRole)
    name = models.CharField(_("name of the service"), max_length=120)
    phone = models.CharField(_("telephone"), max_length=40)
    hours = models.CharField(_("hours"), max_length=80, blank=True)
    is_public = models.BooleanField(_("shown to everybody"), default=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    changed_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("contact of a place")
        verbose_name_plural = _("contacts of places")
        ordering = ["area", "role", "pk"]
        constraints = [models.UniqueConstraint(fields=["area", "role", "name"], name="contact_once_per_area_and_role")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.name}"


class LineGap(models.Model):
    """Hours of a line without anybody, as found: what the promise `roster.cover` is about.

    While any part of it is uncovered it stays one gap with one clock: to cover a minute of it starts no new one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("area"))
    starts_at = models.DateTimeField(_("starts"))
    # Null: nobody is planned after it.
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    found_at = models.DateTimeField(_("found"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("gap of a roster")
        verbose_name_plural = _("gaps of rosters")
        ordering = ["starts_at", "area"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "starts_at"], condition=Q(closed_at=None), name="line_gap_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.starts_at:%m-%d %H:%M}"
