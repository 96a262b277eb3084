"""The designation matrix over HTTP: read by whoever arranges, kept by administrators; and its holes."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hospitals.forms.designations import check_ages, check_times
from hospitals.holes import Asked, condensed, holes_in
from hospitals.holes.covering import GROUPS, NEEDS
from hospitals.models import Designation, Hospital
from hospitals.selectors.matrix import ALL, OVER, STANDING, kept_hospitals, kept_places, lines_for, narrowed
from hospitals.services.designating import COLUMNS, add_line, change_line, end_line
from hospitals.vocabulary import GROUPS_OF, Control, Group, Need, Severity, Specialty
from portal.access.api import get_visible_or_404
from portal.api.idempotency import Idempotent
from portal.api.pagination import LatestFirst
from portal.areas.models import Area


class MatrixLineOutput(serializers.ModelSerializer):
    """One line; an empty list means "any". `specialties` are those all of whose groups it takes."""

    hospital_name = serializers.CharField(source="hospital.name", read_only=True)
    serves = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)
    specialties = serializers.SerializerMethodField()

    class Meta:
        model = Designation
        fields = (
            "id", "hospital", "hospital_name", "needs", "groups", "specialties", "controls", "severities", "age_from",
            "age_to", "serves", "since", "until", "hours_from", "hours_to", "cite", "note", "changed_at", "ended_at",
        )  # fmt: skip

    def get_specialties(self, line: Designation) -> list[str]:
        return [name for name, groups in GROUPS_OF.items() if set(groups) <= set(line.groups)]


def _codes(choices: Any, help_text: str = "Empty: any.") -> serializers.ListField:
    child = serializers.ChoiceField(choices=choices.choices)
    return serializers.ListField(child=child, required=False, help_text=help_text)


class LineInput(serializers.Serializer):
    """A line as it is written. `specialties` add their groups; `seen` is the `changed_at` that the caller has read."""

    hospital = serializers.PrimaryKeyRelatedField(queryset=Hospital.objects.none())
    needs = _codes(Need)
    groups = _codes(Group)
    specialties = _codes(Specialty, "Each stands for its groups.")
    controls = _codes(Control)
    severities = _codes(Severity)
    age_from = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    age_to = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    serves = serializers.SlugRelatedField("code", queryset=Area.objects.none(), many=True, allow_empty=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False, allow_null=True)
    hours_from = serializers.TimeField(required=False, allow_null=True)
    hours_to = serializers.TimeField(required=False, allow_null=True)
    cite = serializers.CharField(required=False, allow_blank=True, max_length=10)
    note = serializers.CharField(required=False, allow_blank=True, max_length=200)
    seen = serializers.DateTimeField(required=False, allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        """Only one's own institutions and places may be named; what a line names already may stay."""
        fields = super().get_fields()
        if request := self.context.get("request"):
            served = Area.objects.filter(served_by=self.instance) if self.instance else Area.objects.none()
            fields["hospital"].queryset = kept_hospitals(request.user)  # type: ignore[attr-defined]
            places = kept_places(request.user) | Area.objects.filter(pk__in=served.values("pk"))
            fields["serves"].child_relation.queryset = places  # type: ignore[attr-defined]
        if self.instance:
            fields["hospital"].read_only, fields["hospital"].required = True, False
        return fields

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        form = _Checked()
        line = self.instance
        stands = {name: getattr(line, name) for name in COLUMNS} if line else {}
        check_ages(form, {**stands, **said})  # type: ignore[arg-type]
        check_times(form, {**stands, **said})  # type: ignore[arg-type]
        if form.errors:
            raise ValidationError(form.errors)
        if specialties := said.pop("specialties", []):
            added = {group.value for name in specialties for group in GROUPS_OF[name]}
            said["groups"] = sorted({*said.get("groups", []), *added})
        return said


class _Checked:
    """What the checks of the form note their findings on."""

    def __init__(self) -> None:
        self.errors: dict[str, list[str]] = {}

    def add_error(self, name: str, message: Any) -> None:
        self.errors.setdefault(name, []).append(str(message))


class EndLineInput(serializers.Serializer):
    last_day = serializers.DateField(required=False, allow_null=True, help_text="Absent: from now on.")


class ByPlace(LatestFirst):
    ordering = "id"


class LineFilter(django_filters.FilterSet):
    hospital = django_filters.NumberFilter(method="narrow")
    need = django_filters.ChoiceFilter(choices=Need.choices, method="narrow", label="lines that take this need")
    group = django_filters.ChoiceFilter(choices=Group.choices, method="narrow")
    control = django_filters.ChoiceFilter(choices=Control.choices, method="narrow")
    area = django_filters.CharFilter(method="narrow", label="lines that serve this place, or something in it")
    q = django_filters.CharFilter(method="narrow", label="part of the institution's name")
    state = django_filters.ChoiceFilter(choices=[(name, name) for name in (STANDING, OVER, ALL)], method="narrow")

    class Meta:
        model = Designation
        fields = ("hospital", "need", "group", "control", "area", "q", "state")

    def narrow(self, rows: QuerySet[Designation], name: str, value: Any) -> QuerySet[Designation]:
        return narrowed(rows, {"state": ALL, name: value})

    def filter_queryset(self, queryset: QuerySet[Designation]) -> QuerySet[Designation]:
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else narrowed(found, {"state": STANDING})


LINES = Designation.objects.select_related("hospital__area").prefetch_related("serves")


@extend_schema_view(
    create=extend_schema(request=LineInput, responses={201: MatrixLineOutput}),
    partial_update=extend_schema(request=LineInput, responses=MatrixLineOutput),
)
class LineViewSet(Idempotent, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Lines of the matrix. They are added, changed and ended; none is ever deleted."""

    action_map = {
        "list": "designation.view",
        "retrieve": "designation.view",
        "create": "designation.keep",
        "partial_update": "designation.keep",
        "end": "designation.keep",
    }
    serializer_class = MatrixLineOutput
    filterset_class = LineFilter
    pagination_class = ByPlace
    queryset = Designation.objects.none()
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> QuerySet[Designation]:
        return lines_for(self.request.user)

    def create(self, request: Request) -> Response:
        said = self._said(request)
        line = add_line(said.pop("hospital"), columns=_columns(said), serves=_places(said), by=request.user)
        return Response(self._answer(line), status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: str) -> Response:
        line = get_visible_or_404(request.user, "designation.keep", LINES, pk=pk)
        said = self._said(request, line=line)
        serves = _places(said) if "serves" in said else [area.pk for area in line.serves.all()]
        changed = change_line(line, columns=_columns(said), serves=serves, by=request.user, seen=said.get("seen"))
        return Response(self._answer(changed))

    @extend_schema(request=EndLineInput, responses=MatrixLineOutput)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Ends the line: now, or with the named day as its last. It stays to be read."""
        line = get_visible_or_404(request.user, "designation.keep", LINES, pk=pk)
        said = EndLineInput(data=request.data)
        said.is_valid(raise_exception=True)
        return Response(self._answer(end_line(line, by=request.user, last_day=said.validated_data.get("last_day"))))

    def _said(self, request: Request, *, line: Designation | None = None) -> dict[str, Any]:
        given = LineInput(line, data=request.data, partial=line is not None, context={"request": request})
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def _answer(self, line: Designation) -> Any:
        return MatrixLineOutput(LINES.get(pk=line.pk)).data


def _columns(said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in COLUMNS if name in said}


def _places(said: dict[str, Any]) -> list[str]:
    return [area.pk for area in said["serves"]]


class HoleOutput(serializers.Serializer):
    """For every combination of these nobody is designated. The group "" is somebody of none."""

    needs = serializers.ListField(child=serializers.CharField())
    groups = serializers.ListField(child=serializers.CharField(allow_blank=True))
    controls = serializers.ListField(child=serializers.CharField())
    parts = serializers.ListField(child=serializers.CharField())
    areas = serializers.ListField(child=serializers.CharField())
    partly_served = serializers.ListField(child=serializers.CharField())
    text = serializers.CharField()


class HolesQuery(serializers.Serializer):
    need = serializers.MultipleChoiceField(choices=Need.choices, required=False)
    group = serializers.MultipleChoiceField(choices=Group.choices, required=False)
    control = serializers.MultipleChoiceField(choices=Control.choices, required=False)
    on = serializers.DateField(required=False)


class MatrixHoles(APIView):
    """Whom no open institution is designated for in an area, district by district, in as few rows as can be."""

    access_action = "designation.view"

    @extend_schema(
        parameters=[OpenApiParameter("area", str, required=True, description="The code of an area."), HolesQuery],
        responses=HoleOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        area = get_visible_or_404(
            request.user, "designation.view", Area.objects.all(), pk=request.query_params.get("area", "")
        )
        query = HolesQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        said = query.validated_data
        asked = Asked(
            needs=_chosen(said, "need", NEEDS),
            groups=_chosen(said, "group", GROUPS),
            controls=_chosen(said, "control", tuple(Control.values)),
            on=said.get("on"),
        )
        places, cells = holes_in(area, asked)
        return Response([hole.as_dict() for hole in condensed(cells, places, asked)])


def _chosen(said: dict[str, Any], name: str, usual: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(said[name])) if said.get(name) else usual
