"""A lifecycle's transitions as API calls: one address per transition, its inputs in the schema."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.choices import flatten_choices
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.access.api import get_visible_or_404
from portal.api.idempotency import Idempotent
from portal.lifecycle.move import move
from portal.lifecycle.table import Lifecycle, Transition

# What of a form's field the schema can say. ModelChoiceField takes the key of a row.
KINDS: list[tuple[type[forms.Field], Callable[..., serializers.Field]]] = [
    (forms.ModelChoiceField, serializers.CharField),
    (forms.TypedMultipleChoiceField, serializers.ListField),
    (forms.MultipleChoiceField, serializers.ListField),
    (forms.ChoiceField, serializers.ChoiceField),
    (forms.DateTimeField, serializers.DateTimeField),
    (forms.DateField, serializers.DateField),
    (forms.BooleanField, serializers.BooleanField),
    (forms.IntegerField, serializers.IntegerField),
    (forms.Field, serializers.CharField),
]


def inputs_of(lifecycle: Lifecycle, row: Transition) -> type[serializers.Serializer]:
    """The inputs of a transition as a serializer, for the schema; the form itself checks them."""
    fields: dict[str, Any] = {name: _field(field) for name, field in (row.form.base_fields.items() if row.form else ())}
    fields["happened_at"] = serializers.DateTimeField(required=False, help_text="When it really happened.")
    fields["seen_state"] = serializers.CharField(required=False, help_text="The state that the caller's screen showed.")
    name = "".join(part.title() for part in f"{lifecycle.noun}_{row.name}_inputs".split("_"))
    return type(name, (serializers.Serializer,), fields)


def _field(field: forms.Field) -> serializers.Field:
    make = next(make for kind, make in KINDS if isinstance(field, kind))
    options: dict[str, Any] = {"required": field.required, "help_text": str(field.label or "")}
    if getattr(field, "takes_words", False):
        codes = ", ".join(value for value, _label in flatten_choices(field.choices))  # type: ignore[attr-defined]
        return serializers.CharField(**{**options, "help_text": f"{options['help_text']}: {codes}, or words"})
    if make is serializers.ChoiceField:
        flat = flatten_choices(field.choices)  # type: ignore[attr-defined]
        options["choices"] = [(value, str(label)) for value, label in flat if value]
    return make(**options)


class MoveView(Idempotent, APIView):
    """POST makes one transition and answers with the thing as it then stands."""

    lifecycle: Lifecycle
    transition: str
    lookup = "pk"

    def queryset(self) -> Any:
        return self.lifecycle.model._default_manager.all()

    def answer(self, thing: Any) -> Any:
        """The body of the answer. A subclass says how its thing is written."""
        raise NotImplementedError

    def post(self, request: Request, **kwargs: Any) -> Response:
        thing = get_visible_or_404(
            request.user, f"{self.lifecycle.noun}.view", self.queryset(), **{self.lookup: kwargs[self.lookup]}
        )
        if not hasattr(request.data, "items"):
            raise ValidationError({"non_field_errors": [_("Send an object.")]})
        moved = move(
            self.lifecycle,
            thing,
            self.transition,
            by=request.user,
            data=dict(request.data.items()),
            happened_at=_happened_at(request.data),
            seen_state=request.data.get("seen_state") or None,
        )
        return Response(self.answer(moved))


def _happened_at(data: Any) -> datetime | None:
    raw = data.get("happened_at")
    if not raw:
        return None
    try:
        at = parse_datetime(str(raw))
    except ValueError:
        at = None
    if at is None:
        raise ValidationError({"happened_at": [_("This is not an instant, such as 2022-11-15T08:30:00+08:00.")]})
    return make_aware(at) if is_naive(at) else at


def move_views(base: type[MoveView], lifecycle: Lifecycle, output: Any) -> dict[str, Callable[..., Any]]:
    """One view per transition that people may make, by name."""
    views = {}
    for row in lifecycle.transitions:
        described = extend_schema_view(
            post=extend_schema(
                operation_id=f"{lifecycle.noun}_{row.name}",
                request=inputs_of(lifecycle, row),
                responses={200: output},
                tags=[lifecycle.noun],
            )
        )
        name = f"{lifecycle.noun}_{row.name}".title().replace("_", "")
        view = type(name, (base,), {"lifecycle": lifecycle, "transition": row.name})
        views[row.name] = described(view).as_view()
    return views
