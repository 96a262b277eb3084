"""Two rows side by side, field by field: what each says, which is taken unless somebody chooses, what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from cases.models import Person
from portal.privacy.fields import BlindIndexField

KEPT, GONE = "kept", "gone"
# Not chosen: groups are those of both; indexes and years follow; when a row was entered is its own.
NOT_CHOSEN = {"id", "groups", "created_at", "updated_at", "birth_year", "control_since"}
TOGETHER = {"birth_date": ("birth_year",), "control": ("control_since",)}
# What a row says when nobody said anything.
SAYS_NOTHING = {None, "", "unknown", "none", "walks", False}

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One field of which both rows say something, or one. `taken` is whose word stands unless somebody decides."""

    field: models.Field[Any, Any]
    kept: Any
    gone: Any

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def differs(self) -> bool:
        return self.kept != self.gone

    @property
    def taken(self) -> str:
        return GONE if self.kept in SAYS_NOTHING and self.gone not in SAYS_NOTHING else KEPT

    @property
    def is_open(self) -> bool:
        """Both say something, and not the same: a person decides."""
        return self.differs and self.kept not in SAYS_NOTHING and self.gone not in SAYS_NOTHING


def choices_between(kept: Person, gone: Person) -> list[Choice]:
    """Every field of a resident that is somebody's choice, in the order of the model; also such as come later."""
    return [
        Choice(field, getattr(kept, field.attname), getattr(gone, field.attname))
        for field in own_fields()
        if field.name not in {*NOT_CHOSEN} and not field.primary_key
    ]


def own_fields() -> list[models.Field[Any, Any]]:
    """All that is kept of a resident, without what is computed from it."""
    return [field for field in Person._meta.concrete_fields if not isinstance(field, BlindIndexField)]


def values_of(person: Person) -> Values:
    return {field.attname: getattr(person, field.attname) for field in own_fields()}


def combined(kept: Person, gone: Person, chosen: Mapping[str, str]) -> Values:
    """The values that the one row shall have. `chosen` names for a field whose word stands: "kept" or "gone"."""
    values = {}
    for choice in choices_between(kept, gone):
        source = gone if chosen.get(choice.name, choice.taken) == GONE else kept
        for name in (choice.field.attname, *TOGETHER.get(choice.name, ())):
            values[name] = getattr(source, name)
    values["groups"] = sorted({*kept.groups, *gone.groups})
    return values
