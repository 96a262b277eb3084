"""The calls of the API about institutions and bookings."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from rest_framework import mixins, viewsets

from hospitals.api.serializers import BookingOutput, HospitalOutput
from hospitals.lifecycle import BOOKING
from hospitals.models import Booking, Hospital
from hospitals.vocabulary import Kind
from portal.access.api import visible
from portal.api.moves import MoveView, move_views
from portal.api.pagination import LatestFirst
from portal.areas.selectors import areas_above


class ByName(LatestFirst):
    ordering = "name"


class LastAsked(LatestFirst):
    ordering = "-asked_at"


class HospitalFilter(django_filters.FilterSet):
    area = django_filters.CharFilter(field_name="area", lookup_expr="pk__startswith")
    kind = django_filters.ChoiceFilter(choices=Kind.choices, method="of_kind")
    open = django_filters.BooleanFilter(field_name="is_open")
    serves = django_filters.CharFilter(method="serving", label="designated for this area, or one above it")
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label="part of the name")

    class Meta:
        model = Hospital
        fields = ("area", "kind", "open", "serves", "q")

    def of_kind(self, rows: QuerySet[Hospital], name: str, value: str) -> QuerySet[Hospital]:
        return rows.filter(Q(kind=value) | Q(also_kinds__contains=[value]))

    def serving(self, rows: QuerySet[Hospital], name: str, value: str) -> QuerySet[Hospital]:
        above = areas_above(value)
        return rows.filter(designations__serves__in=above).distinct()


class HospitalViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The directory of institutions: what they are designated for, whether they are open, what places they have."""

    action_map = {"list": "hospital.list", "retrieve": "hospital.list"}
    serializer_class = HospitalOutput
    filterset_class = HospitalFilter
    pagination_class = ByName
    queryset = Hospital.objects.prefetch_related("places", "designations__serves")
    lookup_value_regex = r"\d+"


class BookingFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=Booking.State.choices)
    number = django_filters.CharFilter()
    hospital = django_filters.NumberFilter(field_name="hospital_id")

    class Meta:
        model = Booking
        fields = ("state", "number", "hospital")


BOOKINGS = Booking.objects.select_related("hospital", "slot", "area").prefetch_related("hand_overs")


class BookingViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Questions put to institutions, and what came of them."""

    action_map = {"list": "booking.view", "retrieve": "booking.view"}
    serializer_class = BookingOutput
    filterset_class = BookingFilter
    pagination_class = LastAsked
    queryset = Booking.objects.none()

    def get_queryset(self) -> QuerySet[Booking]:
        return visible(self.request.user, "booking.view", BOOKINGS)


class BookingMove(MoveView):
    """One transition of a booking, by its id."""

    access_action = "booking.view"

    def queryset(self) -> QuerySet[Booking]:
        return BOOKINGS

    def answer(self, thing: Booking) -> Any:
        return BookingOutput(thing, context={"request": self.request}).data


BOOKING_MOVES = move_views(BookingMove, BOOKING, BookingOutput)
