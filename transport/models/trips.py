"""Trips: one person's outing and return, by a vehicle of a fleet or by the family's own car."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.models import Booking
from hospitals.vocabulary import Control
from portal.areas.models import Area
from portal.lifecycle.fields import StateField, Stateful
from portal.privacy.fields import SealedTextField
from transport.models.drivers import Driver
from transport.models.fleets import Fleet, Vehicle
from transport.models.gates import Checkpoint

UNDER_WAY = ("departed", "picked_up", "out", "at_hospital", "leaving")  # the outing has begun, the person is not home
OUTSIDE = ("picked_up", "out", "at_hospital", "leaving")  # the person is out of the gate
# By the steps of the trip or by the word of a gate, whatever the trip says.
IS_OUT = Q(state__in=OUTSIDE) | Q(out_since__isnull=False)
UNFINISHED = ("waiting", "issued", "assigned", "accepted", *UNDER_WAY)  # the person is still owed something
OCCUPIES_VEHICLE = ("departed", "picked_up", "at_hospital", "leaving", "home")  # free again only when disinfected
HOLDS_VEHICLE = ("assigned", "accepted", *OCCUPIES_VEHICLE)


def _never_together(name: str, *expressions: tuple, states: tuple[str, ...], message: Any) -> ExclusionConstraint:
    """Two trips of different pools may not share what `expressions` compare while both are in one of `states`."""
    return ExclusionConstraint(
        name=name,
        expressions=[*expressions, ("pool", RangeOperators.NOT_EQUAL)],
        condition=Q(state__in=states),
        violation_error_message=message,
    )


class Trip(Stateful):
    """An outing stays open until the person is home again, and its vehicle until it is disinfected (B4a).

    Trips that share a vehicle on purpose share a `pool`; a trip alone is a pool of its own.
    """

    class Mode(models.TextChoices):
        VEHICLE = "vehicle", _("vehicle of the fleet")
        SELF_DRIVE = "self_drive", _("own car")

    class Mobility(models.TextChoices):
        WALKS = "walks", _("walks")
        WHEELCHAIR = "wheelchair", _("wheelchair")
        STRETCHER = "stretcher", _("stretcher")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a vehicle")
        ASSIGNED = "assigned", _("assigned")
        ACCEPTED = "accepted", _("accepted by the driver")
        DEPARTED = "departed", _("departed")
        PICKED_UP = "picked_up", _("picked up")
        ISSUED = "issued", _("pass issued")
        OUT = "out", _("out")
        AT_HOSPITAL = "at_hospital", _("at the hospital")
        LEAVING = "leaving", _("on the way home")
        HOME = "home", _("home")
        DISINFECTED = "disinfected", _("home, vehicle disinfected")
        CANCELLED = "cancelled", _("cancelled")
        HANDED_OVER = "handed_over", pgettext_lazy("trip", "handed over")

    class Taker(models.TextChoices):
        """Who answers for a person whom this trip does not bring home."""

        HOSPITAL = "hospital", pgettext_lazy("taker", "the hospital keeps them as an inpatient")
        AMBULANCE = "ambulance", pgettext_lazy("taker", "120 has taken them along")
        ISOLATION = "isolation", pgettext_lazy("taker", "taken to a place of isolation")
        OTHER = "other", pgettext_lazy("taker", "somebody else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mode = models.CharField(_("mode"), max_length=12, choices=Mode)
    state = StateField(_("state"), choices=State)
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="+")
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField(db_index=True)
    number = models.CharField(_("number"), max_length=20, db_index=True)
    booking = models.ForeignKey(
        Booking, models.PROTECT, verbose_name=_("booking"), null=True, blank=True, related_name="trips"
    )
    checkpoint = models.ForeignKey(
        Checkpoint, models.PROTECT, verbose_name=_("gate"), null=True, blank=True, related_name="trips"
    )

    # The fleet that is asked for a vehicle, and then the one that gives it.
    fleet = models.ForeignKey(
        Fleet, models.PROTECT, verbose_name=_("fleet"), null=True, blank=True, related_name="trips"
    )
    vehicle = models.ForeignKey(
        Vehicle, models.PROTECT, verbose_name=_("vehicle"), null=True, blank=True, related_name="trips"
    )
    driver = models.ForeignKey(
        Driver, models.PROTECT, verbose_name=_("driver"), null=True, blank=True, related_name="trips"
    )
    during = DateTimeRangeField(_("holds the vehicle during"), null=True, blank=True)
    pool = models.UUIDField(_("pool"), editable=False)
    may_pool = models.BooleanField(_("may share a vehicle"), default=False)
    # The class of risk: who may share a vehicle shares it with their own class only.
    control = models.CharField(_("control status"), max_length=20, choices=Control, default=Control.NONE)

    # Since when a gate's log says that this person is out; empty when the last word is that they are back. Written by
    # a trigger on that log and by the steps that end an outing.
    out_since = models.DateTimeField(_("seen going out at"), null=True, blank=True, editable=False)

    planned_at = models.DateTimeField(_("planned for"))
    mobility = models.CharField(_("mobility"), max_length=12, choices=Mobility, default=Mobility.WALKS)
    companions = models.PositiveSmallIntegerField(_("companions"), default=0)
    needs_oxygen = models.BooleanField(_("needs oxygen"), default=False)
    pickup_note = SealedTextField(_("note for the pick-up"), null=True, blank=True)
    # The version of the policy by which the person was judged; opaque here, its clocks are meant.
    policy_ref = models.CharField(max_length=40, blank=True, editable=False)
    cancel_reason = SealedTextField(_("cancelled because"), null=True, blank=True)
    handed_to = models.CharField(_("handed over to"), max_length=10, choices=Taker, blank=True)
    handed_note = SealedTextField(_("note on the handing over"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("created by"), null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("trip")
        verbose_name_plural = _("trips")
        ordering = ["planned_at", "number"]
        indexes = [
            models.Index(fields=["state", "planned_at"], name="trip_by_state"),
            models.Index(fields=["area", "state"], name="trip_by_area"),
            models.Index(fields=["fleet", "state"], name="trip_by_fleet"),
            models.Index(fields=["area"], condition=Q(out_since__isnull=False), name="trip_seen_out_of_a_gate"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(mode="vehicle") | Q(vehicle__isnull=True, driver__isnull=True),
                name="trip_self_drive_has_no_vehicle",
            ),
            models.CheckConstraint(
                condition=~Q(mode="vehicle")
                | Q(state__in=["waiting", "cancelled", "handed_over"])
                | Q(vehicle__isnull=False, driver__isnull=False, during__isnull=False),
                name="trip_under_a_vehicle_and_driver",
            ),
            models.CheckConstraint(
                condition=~Q(state="handed_over") | ~Q(handed_to=""), name="trip_is_handed_over_to_somebody"
            ),
            models.CheckConstraint(condition=Q(may_pool=True) | Q(pool=F("id")), name="trip_pool_is_allowed"),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"],
                condition=Q(state__in=UNFINISHED),
                name="trip_one_open_per_subject",
                violation_error_message=_("This person already has an outing that is not over."),
            ),
            _never_together(
                "trip_vehicle_once",
                ("vehicle", RangeOperators.EQUAL),
                ("during", RangeOperators.OVERLAPS),
                states=HOLDS_VEHICLE,
                message=_("This vehicle has another trip in that time."),
            ),
            _never_together(
                "trip_driver_once",
                ("driver", RangeOperators.EQUAL),
                ("during", RangeOperators.OVERLAPS),
                states=HOLDS_VEHICLE,
                message=_("This driver has another trip in that time."),
            ),
            _never_together(
                "trip_vehicle_one_under_way",
                ("vehicle", RangeOperators.EQUAL),
                states=OCCUPIES_VEHICLE,
                message=_("This vehicle is still under way, or not yet disinfected after its last trip."),
            ),
            _never_together(
                "trip_driver_one_under_way",
                ("driver", RangeOperators.EQUAL),
                states=OCCUPIES_VEHICLE,
                message=_("This driver is still under way with another trip."),
            ),
            ExclusionConstraint(
                name="trip_pool_rides_in_one_vehicle",
                expressions=[("pool", RangeOperators.EQUAL), ("vehicle", RangeOperators.NOT_EQUAL)],
                condition=Q(state__in=HOLDS_VEHICLE),
                violation_error_message=_("People who share a ride must be in the same vehicle."),
            ),
            ExclusionConstraint(
                name="trip_pool_all_agree",
                expressions=[
                    ("pool", RangeOperators.EQUAL),
                    ("id", RangeOperators.NOT_EQUAL),
                    ("may_pool", RangeOperators.NOT_EQUAL),
                ],
                violation_error_message=_("One of these people may not share a vehicle."),
            ),
            ExclusionConstraint(
                name="trip_pool_of_one_risk",
                expressions=[("pool", RangeOperators.EQUAL), ("control", RangeOperators.NOT_EQUAL)],
                violation_error_message=_("Only people of the same control status may share a vehicle."),
            ),
        ]

    @property
    def is_out(self) -> bool:
        """What IS_OUT asks of the database, of this one: somebody sits in the vehicle, or has passed a gate."""
        return self.state in OUTSIDE or self.out_since is not None

    def __str__(self) -> str:
        return f"{self.number} · {self.get_state_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pool is None:
            self.pool = self.id
        super().save(*args, **kwargs)


class TripStep(models.Model):
    """What happened on a trip, when it really happened and when it was recorded; a trigger refuses to change a row.

    A step is undone by a second row that `corrects` it.
    """

    trip = models.ForeignKey(Trip, models.PROTECT, verbose_name=_("trip"), related_name="steps")
    name = models.CharField(_("step"), max_length=20)
    happened_at = models.DateTimeField(_("happened at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True, related_name="+")
    # Of a step by which somebody left a vehicle that they had sat in: that vehicle.
    vehicle = models.ForeignKey(
        Vehicle, models.PROTECT, verbose_name=_("vehicle that was left"), null=True, blank=True, related_name="+"
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("corrects"), null=True, blank=True, related_name="correction"
    )

    class Meta:
        verbose_name = _("trip step")
        verbose_name_plural = _("trip steps")
        ordering = ["happened_at", "pk"]
        indexes = [models.Index(fields=["trip", "name"], name="step_of_trip")]

    def __str__(self) -> str:
        return f"{self.trip_id} · {self.name}"
