"""How trips and scans are written and read over HTTP. Nobody's name or address is in any of them."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from hospitals.api.serializers import HospitalBrief
from hospitals.models import Booking
from portal.access.api import can, visible
from portal.lifecycle.move import allowed
from transport import pooling, tokens
from transport.lifecycle import TRIP
from transport.models import Checkpoint, Driver, GateLog, Pass, Trip, TripStep, Vehicle

PASSABLE = (Booking.State.ASKED, Booking.State.ACCEPTED)


class VehicleField(serializers.CharField):
    """A vehicle by its id or its plate, of those that the caller may dispatch."""

    default_error_messages = {"unknown": _("There is no such vehicle.")}

    def to_internal_value(self, data: Any) -> Vehicle:
        said = super().to_internal_value(data)
        vehicles = visible(self.context["request"].user, "vehicle.dispatch", Vehicle.objects.all())
        by_id = Q(pk=said) if said.isascii() and said.isdigit() else Q()
        found = vehicles.filter(by_id | Q(plate=said) if by_id else Q(plate=said)).first()
        return found or self.fail("unknown")


class TripInput(serializers.Serializer):
    """A trip for a request whose hospital was asked: named by the booking, or by the number of the request.

    With a `vehicle` it is dispatched at once; a trip that waits already for the same request is then the one sent.
    """

    case = serializers.CharField(required=False, max_length=20, help_text="number of the request")
    booking = serializers.UUIDField(required=False)
    mode = serializers.ChoiceField(choices=Trip.Mode.choices, default=Trip.Mode.VEHICLE)
    vehicle = VehicleField(required=False)
    driver = serializers.PrimaryKeyRelatedField(queryset=Driver.objects.filter(is_active=True), required=False)
    checkpoint = serializers.PrimaryKeyRelatedField(queryset=Checkpoint.objects.all(), required=False)
    planned_at = serializers.DateTimeField(required=False)
    minutes = serializers.IntegerField(required=False, min_value=10, max_value=24 * 60)
    mobility = serializers.ChoiceField(choices=Trip.Mobility.choices, default=Trip.Mobility.WALKS)
    companions = serializers.IntegerField(default=0, min_value=0, max_value=9)
    needs_oxygen = serializers.BooleanField(default=False)
    may_pool = serializers.BooleanField(default=False)
    pickup_note = serializers.CharField(required=False, allow_blank=True, max_length=500)

    def validate(self, told: dict[str, Any]) -> dict[str, Any]:
        if told["mode"] == Trip.Mode.SELF_DRIVE and told.get("vehicle"):
            raise serializers.ValidationError({"vehicle": _("An outing by private car has no vehicle of a fleet.")})
        told["booking"] = self._booking(told)
        if told["may_pool"] and not pooling.is_allowed(told["booking"]):
            raise serializers.ValidationError({"may_pool": _("The policy lets this person ride alone only.")})
        return told

    def _booking(self, told: dict[str, Any]) -> Booking:
        bookings = visible(self.context["request"].user, "booking.view", Booking.objects.select_related("area"))
        if told.get("booking"):
            found = bookings.filter(pk=told["booking"]).first()
            name = "booking"
        else:
            found = bookings.filter(number=told.get("case", ""), state__in=PASSABLE).order_by("-asked_at").first()
            name = "case"
        if found is None:
            raise serializers.ValidationError({name: _("No hospital has been asked for such a request.")})
        return found


class StepOutput(serializers.ModelSerializer):
    class Meta:
        model = TripStep
        fields = ("name", "happened_at", "recorded_at")


class PassOutput(serializers.ModelSerializer):
    """`token` is what the QR code says."""

    token = serializers.SerializerMethodField()

    class Meta:
        model = Pass
        fields = ("code", "token", "valid_from", "valid_until", "checkpoint")

    def get_token(self, shown: Pass) -> str:
        return tokens.token_of(shown)


class TripOutput(serializers.ModelSerializer):
    area = serializers.CharField(source="area_id")
    hospital = HospitalBrief(source="booking.hospital", default=None)
    vehicle = serializers.SerializerMethodField()
    driver = serializers.CharField(source="driver.name", default=None)
    holds = serializers.SerializerMethodField()
    steps = serializers.SerializerMethodField()
    gate_pass = serializers.SerializerMethodField()
    allowed = serializers.SerializerMethodField()

    class Meta:
        model = Trip
        fields = (
            "id", "number", "mode", "state", "area", "booking", "hospital", "fleet", "vehicle", "driver", "holds",
            "checkpoint", "planned_at", "mobility", "companions", "needs_oxygen", "may_pool", "steps", "gate_pass",
            "allowed",
        )  # fmt: skip

    def get_vehicle(self, trip: Trip) -> dict[str, Any] | None:
        return {"id": trip.vehicle_id, "plate": trip.vehicle.plate} if trip.vehicle else None

    def get_holds(self, trip: Trip) -> dict[str, Any] | None:
        return {"from": trip.during.lower, "until": trip.during.upper} if trip.during else None

    def get_steps(self, trip: Trip) -> list[dict[str, Any]]:
        corrected = {step.corrects_id for step in trip.steps.all()}
        standing = [step for step in trip.steps.all() if step.corrects_id is None and step.pk not in corrected]
        return StepOutput(standing, many=True).data

    def get_gate_pass(self, trip: Trip) -> dict[str, Any] | None:
        shown = next((shown for shown in trip.passes.all() if shown.revoked_at is None), None)
        if shown is None or not can(self.context["request"].user, "pass.view", shown):
            return None
        return PassOutput(shown).data

    def get_allowed(self, trip: Trip) -> list[str]:
        return [row.name for row in allowed(TRIP, trip, self.context["request"].user) if row.offered]


class ScanInput(serializers.Serializer):
    """`token`: what the QR code says, or the typed code. `happened_at`: when it was shown, if that was earlier."""

    token = serializers.CharField(max_length=300)
    direction = serializers.ChoiceField(choices=GateLog.Direction.choices)
    happened_at = serializers.DateTimeField(required=False)


class ScanOutput(serializers.Serializer):
    green = serializers.BooleanField(source="is_green")
    result = serializers.CharField(source="log.result")
    reason = serializers.CharField()
    direction = serializers.CharField(source="log.direction")
    happened_at = serializers.DateTimeField(source="log.happened_at")
    number = serializers.CharField(source="shown.number", default="")
    trip = serializers.UUIDField(source="shown.trip_id", default=None)
