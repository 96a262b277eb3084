"""Closings over HTTP (T1): who is bound to an institution, closing it, where each one went, opening it again."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hospitals.forms import CloseForm
from hospitals.lifecycle import CLOSURE
from hospitals.models import Booking, Closure, Hospital
from hospitals.selectors.closing import FATES, aftermath_of, bound_to
from hospitals.services import close_hospital
from hospitals.tasks import place_crowds_anew
from portal.access.api import get_visible_or_404, visible
from portal.api.idempotency import Idempotent
from portal.api.moves import MoveView, move_views
from portal.api.pagination import LatestFirst
from portal.lifecycle.move import allowed
from portal.notices.enqueueing import enqueue

CLOSURES = Closure.objects.select_related("hospital").annotate(people=Count("bookings"))


class CloseInput(serializers.Serializer):
    reason = serializers.ChoiceField(choices=Closure.Reason.choices)
    note = serializers.CharField(required=False, allow_blank=True, max_length=200)
    closed_at = serializers.DateTimeField(required=False, allow_null=True, help_text="The 48 hours count from then.")


class ClosureOutput(serializers.ModelSerializer):
    """`people`: how many were bound there at the closing."""

    area = serializers.CharField(source="area_id")
    people = serializers.SerializerMethodField()
    allowed = serializers.SerializerMethodField()

    class Meta:
        model = Closure
        fields = ("id", "hospital", "area", "state", "reason", "closed_at", "reopened_at", "people", "allowed")

    def get_people(self, closure: Closure) -> int:
        return closure.people if hasattr(closure, "people") else closure.bookings.count()

    def get_allowed(self, closure: Closure) -> list[str]:
        return [row.name for row in allowed(CLOSURE, closure, self.context["request"].user)]


class BoundBookingOutput(serializers.ModelSerializer):
    class Meta:
        model = Booking
        fields = ("id", "number", "state", "need", "severity", "expected_at", "eta_at")


class LaterOutput(serializers.Serializer):
    number = serializers.CharField()
    at = serializers.DateTimeField()
    what = serializers.CharField()
    becomes = serializers.CharField()


class BoundOutput(serializers.Serializer):
    """All but those inside are placed elsewhere by a closing; those inside stay the institution's (N4)."""

    on_the_road = BoundBookingOutput(many=True)
    at_the_door = BoundBookingOutput(many=True)
    accepted = BoundBookingOutput(many=True)
    asked = BoundBookingOutput(many=True)
    inside = BoundBookingOutput(many=True)
    later = LaterOutput(many=True)
    slots = serializers.IntegerField()
    rerouted = serializers.IntegerField()
    others = serializers.IntegerField()


class ClosureLineOutput(serializers.Serializer):
    """One person of a closing. `now`: the institution that has them or was asked for them since."""

    number = serializers.CharField(source="booking.number")
    booking = serializers.UUIDField(source="booking.pk")
    stood = serializers.CharField(source="booking.state_at_closure")
    fate = serializers.ChoiceField(choices=list(FATES))
    now = serializers.SerializerMethodField()

    def get_now(self, line: Any) -> dict[str, Any] | None:
        return {"hospital": line.now.hospital_id, "state": line.now.state} if line.now else None


class WholeClosureOutput(ClosureOutput):
    """`others`: people of places that the caller does not see, counted and not listed."""

    lines = ClosureLineOutput(many=True)
    counts = serializers.DictField(child=serializers.IntegerField())
    others = serializers.IntegerField()

    class Meta(ClosureOutput.Meta):
        fields = (*ClosureOutput.Meta.fields, "lines", "counts", "others")


class LastClosed(LatestFirst):
    ordering = "-closed_at"


class ClosureFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=Closure.State.choices)
    hospital = django_filters.NumberFilter(field_name="hospital_id")

    class Meta:
        model = Closure
        fields = ("state", "hospital")


class ClosureViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Closings, running and past. One of them is told with where each person went."""

    action_map = {"list": "closure.view", "retrieve": "closure.view"}
    serializer_class = ClosureOutput
    filterset_class = ClosureFilter
    pagination_class = LastClosed
    queryset = Closure.objects.none()

    def get_queryset(self) -> QuerySet[Closure]:
        return visible(self.request.user, "closure.view", CLOSURES)

    @extend_schema(responses=WholeClosureOutput)
    def retrieve(self, request: Request, pk: str) -> Response:
        closure = self.get_object()
        after = aftermath_of(closure, request.user)
        closure.lines, closure.counts, closure.others = after.lines, dict(after.counts), after.others
        return Response(WholeClosureOutput(closure, context={"request": request}).data)


class CloseHospital(Idempotent, APIView):
    """Closes an institution: everybody not inside is placed elsewhere, the 48 hours run."""

    access_action = "hospital.close"

    @extend_schema(request=CloseInput, responses={201: ClosureOutput})
    def post(self, request: Request, pk: int) -> Response:
        hospital = get_visible_or_404(request.user, "hospital.close", Hospital.objects.all(), pk=pk)
        form = CloseForm(request.data)
        if not form.is_valid():
            raise ValidationError(form.errors)
        closure = close_hospital(hospital, **form.cleaned_data, by=request.user)
        enqueue(place_crowds_anew)
        return Response(ClosureOutput(closure, context={"request": request}).data, status=status.HTTP_201_CREATED)


class BoundToHospital(APIView):
    """Everybody who is bound to an institution now, by what closing it would make of them."""

    access_action = "hospital.close"

    @extend_schema(responses=BoundOutput)
    def get(self, request: Request, pk: int) -> Response:
        hospital = get_visible_or_404(request.user, "hospital.close", Hospital.objects.all(), pk=pk)
        return Response(BoundOutput(bound_to(hospital, request.user)).data)


class ClosureMove(MoveView):
    """One transition of a closure, by its id."""

    access_action = "closure.view"

    def queryset(self) -> QuerySet[Closure]:
        return Closure.objects.select_related("hospital")

    def answer(self, thing: Closure) -> Any:
        return ClosureOutput(thing, context={"request": self.request}).data


CLOSURE_MOVES = move_views(ClosureMove, CLOSURE, ClosureOutput)
