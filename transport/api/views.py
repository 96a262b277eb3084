"""The calls of the API about trips and gates."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.access.api import can, get_visible_or_404, visible
from portal.api.idempotency import Idempotent
from portal.api.moves import MoveView, move_views
from portal.commitments.subject import Subject
from transport.api.serializers import ScanInput, ScanOutput, TripInput, TripOutput
from transport.lifecycle import TRIP
from transport.models import UNFINISHED, Checkpoint, Trip
from transport.services import assign_vehicle, issue_self_drive, request_trip, scan

TRIPS = Trip.objects.select_related("booking__hospital", "vehicle", "driver", "area").prefetch_related(
    "steps", "passes"
)
CHOICE = ("vehicle", "driver", "minutes")  # what of a new trip is about dispatching it


class TripFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=Trip.State.choices)
    number = django_filters.CharFilter()
    area = django_filters.CharFilter(field_name="area", lookup_expr="pk__startswith")
    vehicle = django_filters.NumberFilter(field_name="vehicle_id")
    mode = django_filters.ChoiceFilter(choices=Trip.Mode.choices)

    class Meta:
        model = Trip
        fields = ("state", "number", "area", "vehicle", "mode")


@extend_schema_view(create=extend_schema(request=TripInput, responses={201: TripOutput}))
class TripViewSet(Idempotent, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Outings: list, read, ask for one and dispatch it."""

    action_map = {"list": "trip.view", "retrieve": "trip.view", "create": "trip.view"}
    serializer_class = TripOutput
    filterset_class = TripFilter
    queryset = Trip.objects.none()

    def get_queryset(self) -> QuerySet[Trip]:
        return visible(self.request.user, "trip.view", TRIPS)

    def create(self, request: Request) -> Response:
        told = TripInput(data=request.data, context={"request": request})
        told.is_valid(raise_exception=True)
        trip = self._made(dict(told.validated_data))
        output = TripOutput(TRIPS.get(pk=trip.pk), context={"request": request})
        return Response(output.data, status=status.HTTP_201_CREATED)

    @transaction.atomic
    def _made(self, told: dict[str, Any]) -> Trip:
        """The trip that waits for this request, or a new one; dispatched where a vehicle is named."""
        told.pop("case", None)
        booking, mode, by = told["booking"], told.pop("mode"), self.request.user
        choice = {name: told.pop(name) for name in CHOICE if name in told}
        waiting = Trip.objects.filter(
            subject_kind=booking.subject_kind, subject_id=booking.subject_id, state__in=UNFINISHED
        ).first()
        if waiting is None or "vehicle" not in choice or waiting.state != Trip.State.WAITING:
            waiting = self._asked(mode, booking, told)
        if "vehicle" in choice:
            planned_at = told.get("planned_at")
            return assign_vehicle(waiting, by=by, planned_at=planned_at, seen_state=Trip.State.WAITING, **choice)
        return waiting

    def _asked(self, mode: str, booking: Any, told: dict[str, Any]) -> Trip:
        if not can(self.request.user, "trip.request", booking.area):
            raise PermissionDenied
        subject = Subject(booking.subject_kind, booking.subject_id, booking.number, booking.area_id)
        ask = issue_self_drive if mode == Trip.Mode.SELF_DRIVE else request_trip
        return ask(subject=subject, by=self.request.user, **told)


class TripMove(MoveView):
    """One transition of a trip, by its id."""

    access_action = "trip.view"

    def queryset(self) -> QuerySet[Trip]:
        return TRIPS

    def answer(self, thing: Trip) -> Any:
        return TripOutput(TRIPS.get(pk=thing.pk), context={"request": self.request}).data


TRIP_MOVES = move_views(TripMove, TRIP, TripOutput)


class CheckpointScan(Idempotent, APIView):
    """A pass is shown at a gate: green or red, with the reason. A red answer is an answer (200), and is logged."""

    access_action = "checkpoint.scan"

    @extend_schema(request=ScanInput, responses=ScanOutput)
    def post(self, request: Request, pk: int) -> Response:
        checkpoint = get_visible_or_404(request.user, "checkpoint.scan", Checkpoint.objects.all(), pk=pk)
        told = ScanInput(data=request.data)
        told.is_valid(raise_exception=True)
        return Response(ScanOutput(scan(checkpoint, by=request.user, **told.validated_data)).data)
