"""How institutions, bookings and the answers of the matching are read over HTTP."""

from rest_framework import serializers

from hospitals.lifecycle import BOOKING
from hospitals.models import Booking, Designation, Hospital, Places, Slot
from portal.lifecycle.move import allowed


class DesignationOutput(serializers.ModelSerializer):
    """One line of the designation matrix; an empty list means "any"."""

    serves = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)

    class Meta:
        model = Designation
        fields = (
            "cite", "needs", "groups", "controls", "severities", "age_from", "age_to", "serves", "since", "until",
            "hours_from", "hours_to",
        )  # fmt: skip


class PlacesOutput(serializers.ModelSerializer):
    """Stations are counted by `shift`; a figure that is `stale` was not reported again by `valid_until`."""

    free = serializers.IntegerField(read_only=True)
    stale = serializers.BooleanField(source="is_stale", read_only=True)

    class Meta:
        model = Places
        fields = ("room", "shift", "total", "used", "free", "reported_at", "valid_until", "stale")


class HospitalBrief(serializers.ModelSerializer):
    area = serializers.CharField(source="area_id")

    class Meta:
        model = Hospital
        fields = ("id", "name", "grade", "kind", "also_kinds", "area", "address", "entrance", "phone", "is_open")


class HospitalOutput(HospitalBrief):
    designations = DesignationOutput(many=True)
    places = PlacesOutput(many=True)

    class Meta(HospitalBrief.Meta):
        fields = (
            *HospitalBrief.Meta.fields, "latitude", "longitude", "opens_24h", "opens_at", "closes_at", "source",
            "designations", "places",
        )  # fmt: skip


class ReasonOutput(serializers.Serializer):
    clause = serializers.CharField()
    text = serializers.CharField()


class CandidateOutput(serializers.Serializer):
    """One institution of a ranking. An excluded one has no rank, and `why_not` says why."""

    rank = serializers.IntegerField(allow_null=True)
    hospital = HospitalBrief()
    distance_km = serializers.FloatField(allow_null=True)
    reasons = ReasonOutput(many=True)
    excluded = serializers.BooleanField()
    why_not = ReasonOutput(allow_null=True)


class SlotOutput(serializers.ModelSerializer):
    free = serializers.IntegerField(read_only=True)
    closed = serializers.BooleanField(source="is_closed", read_only=True)

    class Meta:
        model = Slot
        fields = ("id", "hospital", "need", "department", "starts_at", "ends_at", "capacity", "taken", "free", "closed")


class BookingOutput(serializers.ModelSerializer):
    """Who is meant is known by the number; names are asked of the request itself. Notes are not sent."""

    area = serializers.CharField(source="area_id")
    hospital = HospitalBrief()
    slot = SlotOutput(allow_null=True)
    is_violation = serializers.BooleanField(read_only=True)
    allowed = serializers.SerializerMethodField()

    class Meta:
        model = Booking
        fields = (
            "id", "number", "state", "area", "hospital", "need", "severity", "control", "groups", "is_result_known",
            "aids", "slot", "entrance", "expected_at", "eta_at", "hop", "is_assigned", "refusal_code", "is_violation",
            "takes_over", "hand_over_reason", "closure", "asked_at", "answered_at", "arrived_at", "received_at",
            "leaving_at", "closed_at", "allowed",
        )  # fmt: skip

    def get_allowed(self, booking: Booking) -> list[str]:
        return [row.name for row in allowed(BOOKING, booking, self.context["request"].user) if row.offered]
