"""The special-group registers over HTTP: who stands in which group, in the caller's places."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.serializers import PatientInput
from cases.models import RegisterEntry
from cases.models.vocabulary import Control, Group
from cases.services.people import Identity
from cases.services.registering import enter_in_register
from hospitals.models import Hospital
from portal.access.api import can, visible
from portal.api.idempotency import Idempotent
from portal.areas.models import Area
from portal.privacy import masking


class RegisterFilter(django_filters.FilterSet):
    area = django_filters.CharFilter(field_name="area", lookup_expr="pk__startswith")
    group = django_filters.ChoiceFilter(choices=Group.choices)

    class Meta:
        model = RegisterEntry
        fields = ("area", "group")


class RegisterInput(serializers.Serializer):
    """One resident in one group. `plan` holds codes only, such as {"days": [1, 3, 5], "shift": 2} for dialysis."""

    area = serializers.SlugRelatedField(slug_field="code", queryset=Area.objects.all())
    person = PatientInput()
    group = serializers.ChoiceField(choices=Group.choices)
    control = serializers.ChoiceField(choices=Control.choices, default=Control.NONE)
    plan = serializers.DictField(required=False)
    treating_hospital = serializers.PrimaryKeyRelatedField(
        queryset=Hospital.objects.all(), required=False, allow_null=True
    )
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)

    def validate_area(self, area: Area) -> Area:
        if not can(self.context["request"].user, "register.edit", area):
            raise serializers.ValidationError(_("You do not keep the register of this place."))
        return area


class RegisterOutput(serializers.ModelSerializer):
    person = serializers.SerializerMethodField()
    area = serializers.CharField(source="area_id")
    treating_hospital = serializers.CharField(source="treating_hospital.name", default="")

    class Meta:
        model = RegisterEntry
        fields = ("id", "person", "group", "area", "plan", "treating_hospital", "verified_at", "created_at")

    def get_person(self, entry: RegisterEntry) -> dict[str, Any]:
        person = entry.person
        return {
            "name": masking.mask_name(person.name),
            "phone": masking.mask_phone(person.phone or ""),
            "age": person.age,
            "sex": person.sex,
            "control": person.control,
        }


@extend_schema_view(create=extend_schema(request=RegisterInput, responses={201: RegisterOutput}))
class RegisterViewSet(Idempotent, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Entries of the special-group registers, masked."""

    action_map = {"list": "register.view", "create": "register.edit"}
    serializer_class = RegisterOutput
    filterset_class = RegisterFilter
    queryset = RegisterEntry.objects.none()

    def get_queryset(self) -> QuerySet[RegisterEntry]:
        rows = RegisterEntry.objects.select_related("person", "treating_hospital")
        return visible(self.request.user, "register.view", rows)

    @transaction.atomic
    def create(self, request: Request) -> Response:
        told = RegisterInput(data=request.data, context={"request": request})
        told.is_valid(raise_exception=True)
        data = dict(told.validated_data)
        entry = enter_in_register(Identity(**data.pop("person")), area_id=data.pop("area").pk, by=request.user, **data)
        return Response(RegisterOutput(entry).data, status=status.HTTP_201_CREATED)
