"""A resident, and the special-group registers in which they stand."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.vocabulary import Control, EndReason, Group, Language, Sex
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
    needs_oxygen = models.BooleanField(_("needs oxygen on the way"), default=False)
    language = models.CharField(_("speaks"), max_length=12, choices=Language, blank=True, default="")
    # Of a child: who answers for it.
    guardian_name = SealedTextField(_("guardian"), null=True, blank=True)
    guardian_phone = SealedTextField(_("guardian's telephone"), null=True, blank=True)
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


class RegisterEntryQuerySet(models.QuerySet["RegisterEntry"]):
    def current(self) -> "RegisterEntryQuerySet":
        """Those that stand: an entry that ended is history, and nobody plans or verifies by it."""
        return self.filter(ended_at=None)


class RegisterEntry(models.Model):
    """A resident's line in the register of one special group: what that group needs, and when it was verified.

    An entry is ended, never deleted; whoever comes back into the group gets a new one. The promise to verify it
    (`register.verify`) runs as long as it stands.
    """

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
    # What they take, as cases.registers.medicines writes it; only the day on which the first runs out is in the plan.
    medicines = SealedTextField(_("medicines"), null=True, blank=True)
    note = SealedTextField(_("note"), null=True, blank=True)
    # Columns of the community's own spreadsheet that are no columns of ours, by header, as JSON.
    aside = SealedTextField(_("columns kept aside"), null=True, blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, blank=True, related_name="+")
    # When something of it last changed: the same instant as verified_at when the last look found a change.
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, blank=True, related_name="+")
    end_reason = models.CharField(_("why it ended"), max_length=16, choices=EndReason, blank=True, default="")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = RegisterEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("register entries")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "group"], condition=models.Q(ended_at=None), name="register_one_entry_per_group"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, end_reason="")
                | models.Q(ended_at__isnull=False) & ~models.Q(end_reason=""),
                name="register_ends_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["area", "group"],
                opclasses=["varchar_pattern_ops", "varchar_pattern_ops"],
                condition=models.Q(ended_at=None),
                name="register_standing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()} {self.pk}"

    @property
    def last_look_changed_it(self) -> bool | None:
        """Stale is one thing, unchanged another: what the last verification found. None: there was none."""
        return self.verified_at == self.changed_at if self.verified_at else None
