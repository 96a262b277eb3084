"""Vehicles, drivers and their shifts over HTTP: read with what they lack, kept up to date."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.access.api import get_visible_or_404, visible
from portal.api.idempotency import Idempotent
from portal.api.pagination import LatestFirst
from portal.notices.enqueueing import enqueue
from transport.forms import DriverForm, VehicleForm
from transport.models import Driver, DriverShift, Vehicle
from transport.selectors.keeping import kept_vehicle
from transport.selectors.vehicles import states_of
from transport.services import keeping
from transport.tasks import compute_plans

PAPERS = (
    "kits", "kits_least", "kits_a_trip", "has_oxygen", "oxygen_percent", "oxygen_until", "inspected_until",
    "insured_until", "shift_from", "shift_until", "base_name", "base_latitude", "base_longitude",
)  # fmt: skip


class VehicleInput(serializers.ModelSerializer):
    """What is left out stays. `out_of_service`: the reason, or "" to put it back into service.

    `is_disinfected`: true says that it has just been disinfected between two trips.
    """

    is_disinfected = serializers.BooleanField(required=False)

    class Meta:
        model = Vehicle
        fields = (
            "kind", "seats", "wheelchair", "stretcher", "has_partition", *PAPERS, "out_of_service", "is_disinfected",
        )  # fmt: skip


class PapersOutput(serializers.ModelSerializer):
    class Meta:
        model = Vehicle
        fields = (*PAPERS, "out_of_service", "enlisted_until")


class SoonOutput(serializers.Serializer):
    what = serializers.CharField()
    on = serializers.DateField(allow_null=True)


class VehicleOutput(serializers.Serializer):
    """`state`: free, held (assigned), out (under way or not yet disinfected), unfit (says what it `lacks`).

    `soon`: what will run out within a week.
    """

    id = serializers.IntegerField(source="vehicle.pk")
    plate = serializers.CharField(source="vehicle.plate")
    kind = serializers.CharField(source="vehicle.kind")
    fleet = serializers.IntegerField(source="vehicle.fleet_id")
    area = serializers.CharField(source="vehicle.fleet.area_id")
    seats = serializers.IntegerField(source="vehicle.seats")
    wheelchair = serializers.IntegerField(source="vehicle.wheelchair")
    stretcher = serializers.IntegerField(source="vehicle.stretcher")
    has_partition = serializers.BooleanField(source="vehicle.has_partition")
    has_kit = serializers.BooleanField(source="vehicle.has_kit")
    has_oxygen = serializers.BooleanField(source="vehicle.has_oxygen")
    last_disinfected_at = serializers.DateTimeField(source="vehicle.last_disinfected_at")
    state = serializers.CharField()
    lacks = serializers.ListField(child=serializers.CharField())
    free_at = serializers.DateTimeField(allow_null=True)
    papers = PapersOutput(source="vehicle")
    soon = serializers.SerializerMethodField()

    @extend_schema_field(SoonOutput(many=True))
    def get_soon(self, state: Any) -> list[dict[str, Any]]:
        return [{"what": str(words), "on": day} for words, day in kept_vehicle(state.vehicle).soon]


class ByPlate(LatestFirst):
    ordering = "plate"


class VehicleFilter(django_filters.FilterSet):
    fleet = django_filters.NumberFilter(field_name="fleet_id")
    area = django_filters.CharFilter(field_name="fleet__area", lookup_expr="pk__startswith")
    kind = django_filters.ChoiceFilter(choices=Vehicle.Kind.choices)
    plate = django_filters.CharFilter()

    class Meta:
        model = Vehicle
        fields = ("fleet", "area", "kind", "plate")


@extend_schema_view(
    list=extend_schema(responses=VehicleOutput(many=True)),
    retrieve=extend_schema(responses=VehicleOutput),
    partial_update=extend_schema(request=VehicleInput, responses=VehicleOutput),
)
class VehicleViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Vehicles with what each is doing, when it is free, and what it lacks."""

    action_map = {"list": "vehicle.view", "retrieve": "vehicle.view", "partial_update": "vehicle.view"}
    serializer_class = VehicleOutput
    filterset_class = VehicleFilter
    pagination_class = ByPlate
    lookup_value_regex = r"\d+"
    queryset = Vehicle.objects.none()

    def get_queryset(self) -> QuerySet[Vehicle]:
        return visible(self.request.user, "vehicle.view", Vehicle.objects.all())

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        rows = states_of(Vehicle.objects.filter(pk__in=[vehicle.pk for vehicle in page]).order_by("plate"))
        return self.get_paginated_response(VehicleOutput(rows, many=True).data)

    def retrieve(self, request: Request, pk: Any) -> Response:
        return self._told(get_visible_or_404(request.user, "vehicle.view", Vehicle.objects.all(), pk=pk))

    def partial_update(self, request: Request, pk: Any) -> Response:
        """A vehicle that can no longer make what it was to gives it to others: see the plans of its fleet."""
        vehicle = get_visible_or_404(request.user, "vehicle.keep", Vehicle.objects.all(), pk=pk)
        told = dict(request.data.items())
        is_disinfected = told.pop("is_disinfected", False) is True
        service = {name: str(told.pop(name)) for name in ("out_of_service",) if name in told}
        form = merged(VehicleForm, vehicle, told)
        reason = service.get("out_of_service", "")
        if len(reason) > 100:
            raise serializers.ValidationError({"out_of_service": [_("At most 100 characters.")]})
        changes = {name: value for name, value in form.changes.items() if name in told} | service
        if is_disinfected:
            keeping.disinfect_vehicle(vehicle, by=request.user)
        if keeping.keep_vehicle(vehicle, changes=changes, by=request.user, reason=reason):
            enqueue(compute_plans)
        return self._told(vehicle)

    def _told(self, vehicle: Vehicle) -> Response:
        return Response(VehicleOutput(states_of(Vehicle.objects.filter(pk=vehicle.pk))[0]).data)


def merged(kind: type[forms.ModelForm], thing: Any, told: dict[str, Any]) -> Any:
    """The form of the page over what is known and what was told: the same rules, with errors as the API gives them."""
    known = kind(instance=type(thing).objects.get(pk=thing.pk))
    if unknown := told.keys() - known.fields.keys():
        raise serializers.ValidationError(
            {name: [_("There is no such field, or it is not yours.")] for name in unknown}
        )
    said = {name: value for name, value in model_to_dict(thing, list(known.fields)).items() if value is not None}
    form = kind(said | told, instance=known.instance)
    if not form.is_valid():
        raise serializers.ValidationError(
            {name: [str(error) for error in errors] for name, errors in form.errors.items()}
        )
    return form


class DriverOutput(serializers.ModelSerializer):
    lacks = serializers.SerializerMethodField()
    area = serializers.CharField(source="fleet.area_id")

    class Meta:
        model = Driver
        fields = (
            "id", "name", "phone", "fleet", "area", "is_active", "licence_until", "protection", "last_tested_at",
            "tested_until", "lacks",
        )  # fmt: skip

    def get_lacks(self, driver: Driver) -> list[str]:
        return [str(words) for words in driver.lacks()]


class DriverInput(serializers.ModelSerializer):
    class Meta:
        model = Driver
        fields = ("phone", "is_active", "licence_until", "protection", "last_tested_at")


class DriverShiftOutput(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class DriverShiftInput(serializers.Serializer):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    days = serializers.IntegerField(default=1, min_value=1, max_value=31, help_text="the same hours on so many days")


class ByFleet(LatestFirst):
    ordering = ("fleet", "pk")


@extend_schema_view(partial_update=extend_schema(request=DriverInput, responses=DriverOutput))
class DriverViewSet(Idempotent, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Drivers with what each lacks, and their shifts."""

    action_map = {
        "list": "driver.view",
        "retrieve": "driver.view",
        "partial_update": "driver.view",
        "shifts": "driver.view",
    }
    serializer_class = DriverOutput
    pagination_class = ByFleet
    filterset_fields = ("fleet", "is_active")
    lookup_value_regex = r"\d+"
    queryset = Driver.objects.none()

    def get_queryset(self) -> QuerySet[Driver]:
        return visible(self.request.user, "driver.view", Driver.objects.select_related("fleet"))

    def partial_update(self, request: Request, pk: Any) -> Response:
        driver = get_visible_or_404(request.user, "driver.keep", Driver.objects.all(), pk=pk)
        told = dict(request.data.items())
        form = merged(DriverForm, driver, told)
        changes = {name: value for name, value in form.changes.items() if name in told}
        if keeping.keep_driver(driver, changes=changes, by=request.user):
            enqueue(compute_plans)
        return Response(DriverOutput(Driver.objects.select_related("fleet").get(pk=pk)).data)

    @extend_schema(methods=["GET"], responses=DriverShiftOutput(many=True))
    @extend_schema(methods=["POST"], request=DriverShiftInput, responses={201: DriverShiftOutput(many=True)})
    @action(detail=True, methods=["get", "post"], pagination_class=None, filterset_fields=None)
    def shifts(self, request: Request, pk: Any) -> Response:
        """Those that are not over; a POST adds one, or the same on several days in a row."""
        if request.method == "GET":
            driver = get_visible_or_404(request.user, "driver.view", Driver.objects.all(), pk=pk)
            coming = driver.shifts.filter(during__endswith__gt=timezone.now())
            return Response(DriverShiftOutput(coming, many=True).data)
        driver = get_visible_or_404(request.user, "driver.keep", Driver.objects.select_related("fleet"), pk=pk)
        told = DriverShiftInput(data=request.data)
        told.is_valid(raise_exception=True)
        made = keeping.add_shifts(driver, **told.validated_data, by=request.user)
        return Response(DriverShiftOutput(made, many=True).data, status=status.HTTP_201_CREATED)


class ShiftRemoval(APIView):
    access_action = "driver.view"

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, pk: int, shift_pk: int) -> Response:
        driver = get_visible_or_404(request.user, "driver.keep", Driver.objects.all(), pk=pk)
        shifts = DriverShift.objects.filter(driver=driver).select_related("driver__fleet")
        if keeping.remove_shift(get_object_or_404(shifts, pk=shift_pk), by=request.user):
            enqueue(compute_plans)
        return Response(status=status.HTTP_204_NO_CONTENT)
