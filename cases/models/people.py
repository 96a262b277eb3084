"""A resident, and the special-group registers in which they stand."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.vocabulary import Control, Group, Sex
from portal.privacy.fields import BlindIndexField, SealedTextField
from transport.models import Trip


class Person(models.Model):
    """One resident. Who they are is sealed; what policy needs to judge (age by year, groups, control status) is not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("area"))
    name = SealedTextField(_("name"))
    name_index = BlindIndexField(source="name", domain="name")
    phone = SealedTextField(_("telephone"), null=True, blank=True)
    phone_index = BlindIndexField(source="phone", domain="phone")
    id_number = SealedTextField(_("ID number"), null=True, blank=True)
    id_number_index = BlindIndexField(source="id_number", domain="id")
    address = SealedTextField(_("address"), null=True, blank=True)
    # The household: everyone behind the same door has the same index.
    address_index = BlindIndexField(source="address", domain="address")
    # Everyone under the same roof, so that a building is sealed, or walked through, without opening an address.
    building_index = BlindIndexField(source="address", domain="building")
    birth_date = SealedTextField(_("date of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex, default=Sex.UNKNOWN)
    groups = ArrayField(
        models.CharField(max_length=20, choices=Group), default=list, blank=True, verbose_name=_("groups")
    )
    control = models.CharField(_("control status"), max_length=20, choices=Control, default=Control.NONE)
    control_since = models.DateTimeField(_("controlled since"), null=True, blank=True)
    mobility = models.CharField(_("mobility"), max_length=12, choices=Trip.Mobility, default=Trip.Mobility.WALKS)
    needs_companion = models.BooleanField(_("needs a companion"), default=False)
    treating_hospital = models.ForeignKey(
        "hospitals.Hospital",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("treating hospital"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("resident")
        verbose_name_plural = _("residents")
        constraints = [
            # The same resident entered twice at the same moment by two operators is refused here, not by luck.
            models.UniqueConstraint(fields=["id_number_index"], name="person_one_per_id_number"),
            models.UniqueConstraint(fields=["name_index", "phone_index"], name="person_one_per_name_and_phone"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def age(self) -> int | None:
        """Full years as far as the year of birth tells; the sealed date is not opened for it."""
        return timezone.localdate().year - self.birth_year if self.birth_year else None


class RegisterEntry(models.Model):
    """A resident's line in the register of one special group: what that group needs, and when it was verified."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="entries", verbose_name=_("resident"))
    group = models.CharField(_("group"), max_length=20, choices=Group)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("area"))
    # Codes only, by group: {"days": [1, 3, 5], "shift": 2}, {"due": "2027-01-30"}, {"regimen_days": 21, "next": …}
    plan = models.JSONField(_("plan"), default=dict, blank=True)
    treating_hospital = models.ForeignKey(
        "hospitals.Hospital",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("treating hospital"),
    )
    note = SealedTextField(_("note"), null=True, blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("register entries")
        constraints = [models.UniqueConstraint(fields=["person", "group"], name="register_one_entry_per_group")]

    def __str__(self) -> str:
        return f"{self.get_group_display()} {self.pk}"
