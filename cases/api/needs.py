"""What a group needs to be known, over HTTP: the fields of cases.registers.needs, judged by their own rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cases.registers.answers import answer, outside_name
from cases.registers.declaring import Column
from cases.registers.known import Known
from cases.registers.needs import NEEDS, needs_of
from portal.sheets.problems import CellRefused

BY_OUTSIDE_NAME = {outside_name(need): need for need in NEEDS}


class AnyAnswer(serializers.Field):
    """Text, a number, yes or no, a list: the rule of the field judges it, which depends on the group."""

    def to_internal_value(self, data: Any) -> Any:
        return data

    def to_representation(self, value: Any) -> Any:
        return value


def _field(need: Column) -> serializers.Field:
    words = f"{need.label} ({', '.join(need.groups)})" if need.groups else str(need.label)
    return AnyAnswer(required=False, allow_null=True, help_text=words)


class NeedsInput(serializers.Serializer):
    """Only what is said counts; null empties. `days` [1,3,5], dates ISO, `treating_hospital` its number,
    `medicines` [{"name","days","on"}].
    """

    def get_fields(self) -> dict[str, serializers.Field]:
        return {**super().get_fields(), **{name: _field(need) for name, need in BY_OUTSIDE_NAME.items()}}

    def needs(self) -> dict[str, Any]:
        return {name: value for name, value in self.validated_data.items() if name in BY_OUTSIDE_NAME}


extend_schema_field(OpenApiTypes.ANY)(AnyAnswer)


def needs_told(told: Mapping[str, Any], *, group: str, by: Any) -> dict[str, Any]:
    """The checked values by the name under which they are kept. What the group does not have is refused, not lost."""
    needs = {outside_name(need): need for need in needs_of(group)}
    known, values, errors = Known(by), {}, {}
    for name, value in told.items():
        need = needs.get(name)
        if need is None:
            errors[name] = [_("The register of this group has no such field.")]
            continue
        try:
            values[need.name] = answer(need, value, known)
        except CellRefused as refused:
            errors[name] = [str(refused)]
    if errors:
        raise serializers.ValidationError(errors)
    return values
