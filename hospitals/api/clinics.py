"""The directory of online clinics and lines over HTTP."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from hospitals.api.squads import checked
from hospitals.forms.clinics import ClinicForm
from hospitals.models import OnlineClinic
from hospitals.services.clinics import keep_clinic
from portal.access.api import get_visible_or_404
from portal.api.idempotency import Idempotent
from portal.api.pagination import LatestFirst

FIELDS = (
    "name", "kind", "area", "hospital", "ways", "url", "phone", "hours", "opens_24h", "opens_at", "closes_at",
    "is_active",
)  # fmt: skip


class ByKind(LatestFirst):
    ordering = ("kind", "name", "pk")


class ClinicOutput(serializers.ModelSerializer):
    """`open_now` is null where nobody has said when it opens."""

    area = serializers.CharField(source="area_id")
    open_now = serializers.SerializerMethodField()

    class Meta:
        model = OnlineClinic
        fields = ("id", *FIELDS, "open_now")

    def get_open_now(self, clinic: OnlineClinic) -> bool | None:
        return clinic.is_open(timezone.now())


class ClinicInput(serializers.ModelSerializer):
    area = serializers.CharField(source="area_id")

    class Meta:
        model = OnlineClinic
        fields = FIELDS


class ClinicFilter(django_filters.FilterSet):
    area = django_filters.CharFilter(field_name="area", lookup_expr="pk__startswith")
    kind = django_filters.MultipleChoiceFilter(choices=OnlineClinic.Kind.choices)

    class Meta:
        model = OnlineClinic
        fields = ("area", "kind", "opens_24h", "is_active")


@extend_schema_view(
    create=extend_schema(request=ClinicInput, responses={201: ClinicOutput}),
    partial_update=extend_schema(request=ClinicInput, responses=ClinicOutput),
)
class ClinicViewSet(Idempotent, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Online clinics, cloud clinics, and the lines for troubled minds."""

    action_map = {"list": "clinic.list", "create": "clinic.keep", "partial_update": "clinic.keep"}
    serializer_class = ClinicOutput
    filterset_class = ClinicFilter
    pagination_class = ByKind
    lookup_value_regex = r"\d+"
    queryset = OnlineClinic.objects.all()

    def get_queryset(self) -> QuerySet[OnlineClinic]:
        return OnlineClinic.objects.all()

    def create(self, request: Request) -> Response:
        form = ClinicForm({"is_active": True} | dict(request.data.items()), by=request.user)
        return self._written(form, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: Any) -> Response:
        """What is not said stays."""
        clinic = get_visible_or_404(request.user, "clinic.keep", OnlineClinic.objects.all(), pk=pk)
        known = {name: getattr(clinic, f"{name}_id" if name in ("area", "hospital") else name) for name in FIELDS}
        return self._written(ClinicForm(known | dict(request.data.items()), instance=clinic, by=request.user))

    def _written(self, form: ClinicForm, *, status: int = 200) -> Response:
        clinic = keep_clinic(checked(form).save(commit=False), by=self.request.user)
        return Response(ClinicOutput(clinic).data, status=status)
