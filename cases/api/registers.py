"""The special-group registers over HTTP: who stands in which group, in the caller's places; entered, edited, ended."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.needs import NeedsInput, needs_told
from cases.api.serializers import PatientInput
from cases.forms.coverage import CoverageForm
from cases.forms.register_entry import BY_PEOPLE
from cases.models import RegisterEntry
from cases.models.vocabulary import Control, Group
from cases.selectors.coverage import coverage
from cases.selectors.freshness import FRESHNESS, narrowed_by_freshness, with_due
from cases.services.ending import end_entry
from cases.services.people import Identity, find_person
from cases.services.registering import edit_entry, enter_in_register
from cases.services.verifying import verify_entry
from portal.access.api import can, get_visible_or_404, visible
from portal.api.idempotency import Idempotent
from portal.areas.models import Area
from portal.privacy import masking


class RegisterFilter(django_filters.FilterSet):
    """`fresh=ended` shows those that have ended; without it, those that stand."""

    area = django_filters.CharFilter(field_name="area", lookup_expr="pk__startswith")
    group = django_filters.ChoiceFilter(choices=Group.choices)
    fresh = django_filters.ChoiceFilter(choices=list(FRESHNESS.items()), method="by_freshness")

    class Meta:
        model = RegisterEntry
        fields = ("area", "group")

    def by_freshness(self, rows: QuerySet[RegisterEntry], name: str, value: str) -> QuerySet[RegisterEntry]:
        return narrowed_by_freshness(rows, value)

    def filter_queryset(self, queryset: QuerySet[RegisterEntry]) -> QuerySet[RegisterEntry]:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("fresh") else rows.filter(ended_at=None)


class RegisterInput(NeedsInput):
    """One resident in one group, with what the group needs. `plan` may hold the same fields, as an object."""

    area = serializers.SlugRelatedField(slug_field="code", queryset=Area.objects.all())
    person = PatientInput()
    group = serializers.ChoiceField(choices=Group.choices)
    control = serializers.ChoiceField(choices=Control.choices, required=False)
    plan = serializers.DictField(required=False)

    def validate_area(self, area: Area) -> Area:
        if not can(self.context["request"].user, "register.edit", area):
            raise serializers.ValidationError(_("You do not keep the register of this place."))
        return area


class EndInput(serializers.Serializer):
    reason = serializers.ChoiceField(choices=BY_PEOPLE)


class RegisterOutput(serializers.ModelSerializer):
    person = serializers.SerializerMethodField()
    area = serializers.CharField(source="area_id")
    treating_hospital = serializers.CharField(source="treating_hospital.name", default="")
    due_at = serializers.DateTimeField(default=None, help_text="when somebody must look again")
    last_look_changed_it = serializers.BooleanField(allow_null=True, read_only=True)

    class Meta:
        model = RegisterEntry
        fields = (
            "id", "person", "group", "area", "plan", "treating_hospital", "verified_at", "changed_at", "due_at",
            "last_look_changed_it", "ended_at", "end_reason", "created_at",
        )  # fmt: skip

    def get_person(self, entry: RegisterEntry) -> dict[str, Any]:
        person = entry.person
        return {
            "id": str(person.pk),
            "name": masking.mask_name(person.name),
            "phone": masking.mask_phone(person.phone or ""),
            "age": person.age,
            "sex": person.sex,
            "control": person.control,
            "mobility": person.mobility,
            "needs_companion": person.needs_companion,
            "needs_oxygen": person.needs_oxygen,
            "language": person.language,
        }


class CoverageOutput(serializers.Serializer):
    area = serializers.CharField(source="code")
    name = serializers.CharField()
    population = serializers.IntegerField(allow_null=True)
    expected = serializers.IntegerField(allow_null=True)
    registered = serializers.IntegerField()
    verified_in_time = serializers.IntegerField(source="in_time")
    stale = serializers.IntegerField()
    percent = serializers.IntegerField(allow_null=True)


@extend_schema_view(create=extend_schema(request=RegisterInput, responses={201: RegisterOutput}))
class RegisterViewSet(Idempotent, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Entries of the special-group registers, masked. Every write counts as a look and starts the next promise."""

    action_map = {
        "list": "register.view", "retrieve": "register.view", "coverage": "register.view", "create": "register.edit",
        "partial_update": "register.edit", "verify": "register.edit", "end": "register.edit",
    }  # fmt: skip
    serializer_class = RegisterOutput
    filterset_class = RegisterFilter
    queryset = RegisterEntry.objects.none()

    def get_queryset(self) -> QuerySet[RegisterEntry]:
        rows = with_due(RegisterEntry.objects.select_related("person", "treating_hospital"))
        return visible(self.request.user, "register.view", rows)

    def retrieve(self, request: Request, pk: str | None = None) -> Response:
        return Response(self._told(request, pk, "register.view"))

    @transaction.atomic
    def create(self, request: Request) -> Response:
        told = RegisterInput(data=request.data, context={"request": request})
        told.is_valid(raise_exception=True)
        data = told.validated_data
        values = needs_told({**data.get("plan", {}), **told.needs()}, group=data["group"], by=request.user)
        who = Identity(**data["person"])
        known = find_person(who)
        if known and not can(request.user, "register.edit", known):
            elsewhere = _("This resident stands in the register of another place; ask there first.")
            raise serializers.ValidationError({"person": [elsewhere]})
        entry = enter_in_register(
            who, area_id=data["area"].pk, group=data["group"], by=request.user,
            control=data.get("control", ""), values=values,
        )  # fmt: skip
        return Response(self._told(request, entry.pk, "register.view"), status=status.HTTP_201_CREATED)

    @extend_schema(request=NeedsInput, responses=RegisterOutput)
    @transaction.atomic
    def partial_update(self, request: Request, pk: str | None = None) -> Response:
        """What is said is written; null empties a field. Saying the same again is a look that found no change."""
        entry = self._entry(request, pk, "register.edit")
        told = NeedsInput(data=request.data)
        told.is_valid(raise_exception=True)
        values = needs_told(told.needs(), group=entry.group, by=request.user)
        edit_entry(entry, values=values, by=request.user)
        return Response(self._told(request, pk, "register.view"))

    @extend_schema(request=None, responses=RegisterOutput)
    @action(detail=True, methods=["post"])
    def verify(self, request: Request, pk: str | None = None) -> Response:
        """无变化: looked at, with the resident, and still true."""
        verify_entry(self._entry(request, pk, "register.edit"), by=request.user)
        return Response(self._told(request, pk, "register.view"))

    @extend_schema(request=EndInput, responses=RegisterOutput)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str | None = None) -> Response:
        """Out of the register, with a reason. Whoever died or moved away leaves every register."""
        entry = self._entry(request, pk, "register.edit")
        told = EndInput(data=request.data)
        told.is_valid(raise_exception=True)
        end_entry(entry, reason=told.validated_data["reason"], by=request.user)
        return Response(self._told(request, pk, "register.view"))

    @extend_schema(
        responses=CoverageOutput(many=True),
        parameters=[OpenApiParameter(name) for name in ("area", "group", "level", "order")],
    )
    @action(detail=False, pagination_class=None, filterset_class=None)
    def coverage(self, request: Request) -> Response:
        """Expected by census, registered, verified in time and overdue, by place."""
        rows = coverage(request.user, **CoverageForm(request.query_params).chosen())
        return Response(CoverageOutput(rows, many=True).data)

    def _entry(self, request: Request, pk: Any, asked: str) -> RegisterEntry:
        rows = with_due(RegisterEntry.objects.select_related("person", "area", "treating_hospital"))
        return get_visible_or_404(request.user, asked, rows, pk=pk)

    def _told(self, request: Request, pk: Any, asked: str) -> Any:
        return RegisterOutput(self._entry(request, pk, asked)).data
