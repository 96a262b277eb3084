"""The plan of a day: which waiting outing rides in which vehicle when, before anybody is bound to it."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from transport.models.drivers import Driver
from transport.models.fleets import Fleet, Vehicle
from transport.models.trips import Trip


class DayPlan(models.Model):
    """Asked for by a dispatcher, computed in the background, corrected by hand, accepted once.

    One that was asked for because a vehicle `failed`, or because its driver did, places what they were to fetch,
    nothing else, and is accepted as soon as it is computed.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("plan", "being planned")
        READY = "ready", pgettext_lazy("plan", "to be looked through")
        FAILED = "failed", pgettext_lazy("plan", "could not be planned")
        ACCEPTED = "accepted", pgettext_lazy("plan", "accepted")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fleet = models.ForeignKey(Fleet, models.PROTECT, verbose_name=_("fleet"), related_name="plans")
    day = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("asked by"), null=True, related_name="+"
    )
    failed = models.ForeignKey(
        Vehicle, models.PROTECT, verbose_name=_("vehicle that failed"), null=True, blank=True, related_name="+"
    )
    failed_driver = models.ForeignKey(
        Driver, models.PROTECT, verbose_name=_("driver who fell out"), null=True, blank=True, related_name="+"
    )
    begun_at = models.DateTimeField(_("begun at"), null=True, blank=True)  # by the worker that computes it
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("plan of a day")
        verbose_name_plural = _("plans of a day")
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["fleet", "-day"], name="plan_by_fleet_and_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["fleet", "day"],
                condition=Q(state="asked", failed=None, failed_driver=None),
                name="plan_one_at_work_for_a_day",
                violation_error_message=_("This day is being planned already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.fleet} · {self.day}"

    @property
    def is_in_distress(self) -> bool:
        """Asked for because somebody or something failed, not by a dispatcher who looks at a whole day."""
        return self.failed_id is not None or self.failed_driver_id is not None


class PlannedRun(models.Model):
    """One outing in a plan: a vehicle and times, or the reason why there are none.

    Runs of one `party` ride together. The vehicle is bound from `starts_at`, at the door, until `ends_at`: everybody is
    home again and it is disinfected.
    """

    class Reason(models.TextChoices):
        UNFIT = "unfit", _("no vehicle of the fleet can take this person")
        TOO_LATE = "too_late", _("the time for it is over, or cannot be reached")
        BUSY = "busy", _("the vehicles and drivers that could are all busy then")
        BY_HAND = "by_hand", _("taken out by hand")
        FAILED = "failed", _("its vehicle has failed, another one is looked for")
        DRIVERLESS = "driverless", _("its driver has fallen out, another one is looked for")

    plan = models.ForeignKey(DayPlan, models.CASCADE, verbose_name=_("plan"), related_name="runs")
    trip = models.ForeignKey(Trip, models.PROTECT, verbose_name=_("trip"), related_name="planned_runs")
    vehicle = models.ForeignKey(
        Vehicle, models.PROTECT, verbose_name=_("vehicle"), null=True, blank=True, related_name="planned_runs"
    )
    driver = models.ForeignKey(
        Driver, models.SET_NULL, verbose_name=_("driver"), null=True, blank=True, related_name="planned_runs"
    )
    party = models.PositiveIntegerField(_("party"), default=0)
    starts_at = models.DateTimeField(_("pick-up at"), null=True, blank=True)
    arrives_at = models.DateTimeField(_("at the hospital"), null=True, blank=True)
    ends_at = models.DateTimeField(_("vehicle free again at"), null=True, blank=True)
    reason = models.CharField(_("not planned because"), max_length=10, choices=Reason, blank=True)
    is_by_hand = models.BooleanField(_("changed by hand"), default=False)
    is_assigned = models.BooleanField(_("assigned"), default=False)
    refused = models.CharField(_("not assigned because"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("planned outing")
        verbose_name_plural = _("planned outings")
        ordering = ["vehicle", "starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "trip"], name="run_once_in_a_plan"),
            models.CheckConstraint(
                condition=Q(vehicle__isnull=False, starts_at__isnull=False, ends_at__isnull=False, reason="")
                | Q(vehicle__isnull=True) & ~Q(reason=""),
                name="run_has_a_vehicle_or_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trip.number} · {self.vehicle or self.get_reason_display()}"

    @property
    def minutes(self) -> int:
        """How long the vehicle is bound."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60) if self.ends_at and self.starts_at else 0

    def overlaps(self, starts_at: Any, ends_at: Any) -> bool:
        return bool(self.starts_at and self.ends_at and self.starts_at < ends_at and starts_at < self.ends_at)
