"""Calls about trouble on a trip: the driver reports it, a dispatcher answers it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.access.api import get_visible_or_404
from portal.api.idempotency import Idempotent
from portal.notices.enqueueing import enqueue
from transport.forms.troubles import AT_THE_DOOR
from transport.models import Trip, Trouble
from transport.selectors.board import RELATED
from transport.services.troubles import report_trouble, settle_trouble
from transport.tasks import compute_plans

TRIPS = Trip.objects.select_related(*RELATED)


class TroubleInput(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Trouble.Kind.choices)
    refusal = serializers.ChoiceField(
        choices=AT_THE_DOOR, required=False, help_text="of `turned_away`: the reason that was given at the door"
    )
    words = serializers.CharField(max_length=300, required=False, allow_blank=True)
    happened_at = serializers.DateTimeField(required=False)

    def validate(self, told: dict[str, Any]) -> dict[str, Any]:
        if told["kind"] == Trouble.Kind.OTHER and not told.get("words"):
            raise serializers.ValidationError({"words": self.fields["words"].error_messages["required"]})
        return told


class AnswerInput(serializers.Serializer):
    answer = serializers.CharField(max_length=300)


class TroubleOutput(serializers.ModelSerializer):
    """Without the words: those may name somebody."""

    class Meta:
        model = Trouble
        fields = ("id", "trip", "number", "kind", "happened_at", "recorded_at", "settled_at")


class TripTrouble(Idempotent, APIView):
    """Something went wrong on the way."""

    access_action = "trip.trouble"

    @extend_schema(request=TroubleInput, responses={201: TroubleOutput})
    def post(self, request: Request, pk: Any) -> Response:
        trip = get_visible_or_404(request.user, "trip.trouble", TRIPS, pk=pk)
        told = TroubleInput(data=request.data)
        told.is_valid(raise_exception=True)
        trouble = report_trouble(trip, by=request.user, **told.validated_data)
        if trouble.kind == Trouble.Kind.BREAKDOWN:
            enqueue(compute_plans)
        return Response(TroubleOutput(trouble).data, status=status.HTTP_201_CREATED)


class TroubleSettle(Idempotent, APIView):
    """What is done about it; the driver is told."""

    access_action = "trip.assign"

    @extend_schema(request=AnswerInput, responses=TroubleOutput)
    def post(self, request: Request, pk: Any) -> Response:
        get_visible_or_404(request.user, "trip.assign", TRIPS, troubles__pk=pk)
        told = AnswerInput(data=request.data)
        told.is_valid(raise_exception=True)
        trouble = settle_trouble(Trouble.objects.get(pk=pk), by=request.user, **told.validated_data)
        return Response(TroubleOutput(trouble).data)
