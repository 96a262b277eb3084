"""Consultation squads (H3): the patient stays, the experts move. Who belongs to one, what they can do, their hours."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import RangeBoundary
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.models.institutions import Hospital
from portal.areas.models import Area
from portal.privacy.fields import SealedTextField


class Skill(models.TextChoices):
    """What somebody of a squad can do at a bedside. A request asks for some of these by its groups."""

    GENERAL = "general", _("general practice")
    INTERNAL = "internal", _("internal medicine")
    SURGERY = "surgery", _("surgery")
    PAEDIATRICS = "paediatrics", _("paediatrics")
    OBSTETRICS = "obstetrics", _("obstetrics")
    CRITICAL_CARE = "critical_care", _("critical care")
    NEPHROLOGY = "nephrology", _("nephrology")
    ONCOLOGY = "oncology", _("oncology")
    GERIATRICS = "geriatrics", _("geriatrics")
    MENTAL_HEALTH = "mental_health", _("mental health")
    NURSING = "nursing", _("nursing")


class SquadRole(models.TextChoices):
    LEADER = "leader", pgettext_lazy("squad", "leader")
    PHYSICIAN = "physician", _("physician")
    NURSE = "nurse", _("nurse")
    TECHNICIAN = "technician", _("technician")
    DRIVER = "driver", _("driver")


class Squad(models.Model):
    """A mobile consultation squad of a city or a county. Where it names no places, it serves its own area."""

    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="squads")
    name = models.CharField(pgettext_lazy("institution", "name"), max_length=80)
    base = models.ForeignKey(
        Hospital, models.SET_NULL, verbose_name=_("base"), null=True, blank=True, related_name="squads"
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    serves = models.ManyToManyField(Area, verbose_name=_("serves"), blank=True, related_name="+")
    # What it can do as a whole; where its members are known, those on duty decide.
    skills = ArrayField(
        models.CharField(max_length=40, choices=Skill), verbose_name=_("skills"), default=list, blank=True
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("squad")
        verbose_name_plural = _("squads")
        ordering = ["area", "name"]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="squad_name_in_area")]

    def __str__(self) -> str:
        return self.name


class SquadMember(models.Model):
    """One expert of a squad. Who has a log-in finds the squad's visits on their own telephone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    squad = models.ForeignKey(Squad, models.CASCADE, verbose_name=_("squad"), related_name="members")
    # One person goes with one squad: they cannot be at two doors.
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("log-in"), null=True, blank=True,
        related_name="squad_member",
    )  # fmt: skip
    name = SealedTextField(_("full name"))
    phone = SealedTextField(_("telephone"), blank=True, default="")
    role = models.CharField(pgettext_lazy("squad", "role"), max_length=12, choices=SquadRole)
    skill = models.CharField(_("skill"), max_length=20, choices=Skill)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("squad member")
        verbose_name_plural = _("squad members")
        ordering = ["squad", "role", "id"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.get_skill_display()}"


class SquadShift(models.Model):
    """A member is on duty from one instant to another; the database refuses two shifts of one member at once."""

    member = models.ForeignKey(SquadMember, models.CASCADE, verbose_name=_("member"), related_name="shifts")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        verbose_name = _("squad shift")
        verbose_name_plural = _("squad shifts")
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["member", "ends_at"], name="squad_shift_of_member")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="squad_shift_ends_after_it_starts",
                violation_error_message=_("A shift ends after it begins."),
            ),
            ExclusionConstraint(
                name="squad_shift_once",
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_at", "ends_at", RangeBoundary(), function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("This member is on duty in that time already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.starts_at:%m-%d %H:%M}"
