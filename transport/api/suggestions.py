"""Which vehicle for an outing, over HTTP: the ranking of the dispatch board with its reasons."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.access.api import get_visible_or_404
from transport.models import Trip
from transport.selectors.board import RELATED
from transport.selectors.suggesting import suggestions


class PlateOutput(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    plate = serializers.CharField()
    kind = serializers.CharField()
    fleet = serializers.IntegerField(source="fleet_id")


class DriverBrief(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()


class SuggestionOutput(serializers.Serializer):
    """`against` is why it cannot go, [] that it can; `minutes` to the door, `late` after the time that was wanted."""

    vehicle = PlateOutput()
    state = serializers.CharField(source="state.state")
    free_at = serializers.DateTimeField(source="state.free_at", allow_null=True)
    fits = serializers.SerializerMethodField()
    at_door = serializers.DateTimeField()
    minutes = serializers.FloatField()
    late = serializers.FloatField()
    driver = DriverBrief(allow_null=True)
    driver_hours = serializers.FloatField(source="hours")
    driver_trips = serializers.IntegerField(source="rides")
    weight = serializers.FloatField()
    reasons = serializers.SerializerMethodField()
    against = serializers.ListField(child=serializers.CharField())

    def get_fits(self, one: Any) -> bool:
        return not one.against

    def get_reasons(self, one: Any) -> list[str]:
        return [] if one.against else one.reasons


class RankingOutput(serializers.Serializer):
    results = SuggestionOutput(many=True)


class TripSuggestions(APIView):
    """Every vehicle that the caller may dispatch, the best first, then those that cannot go, each with the reasons."""

    access_action = "trip.view"

    @extend_schema(responses=RankingOutput)
    def get(self, request: Request, pk: Any) -> Response:
        trip = get_visible_or_404(request.user, "trip.assign", Trip.objects.select_related(*RELATED), pk=pk)
        return Response({"results": SuggestionOutput(suggestions(request.user, trip), many=True).data})
