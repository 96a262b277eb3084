"""The checks that stop a start while any field has no declared fate, or one that its storage does not keep."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db import models

from portal.privacy.fates import (
    BadFate,
    fate_of,
    fates,
    fields_without_fate,
    name_of,
    own_fields,
    rows_without_field,
    stanza,
)
from portal.privacy.fields import BlindIndexField, SealedTextField

# What names or reaches a person; it lies sealed, or as the blind index of something sealed.
NAMING_MASKS = {"name", "phone", "id", "address"}


@register()
def every_field_has_a_fate(**kwargs: Any) -> list[CheckMessage]:
    try:
        fates()
    except BadFate as error:
        return [Error(str(error), id="privacy.E003")]
    return [*_without_fate(), *_left_over(), *_named_in_clear()]


def _without_fate() -> list[CheckMessage]:
    return [
        Error(
            f"{name_of(field)} has no declared fate",
            hint=f"Say in {field.model._meta.app_config.name.replace('.', '/')}/fates.yaml what becomes of it:\n"
            f"        {stanza(field)}",
            id="privacy.E002",
        )
        for field in fields_without_fate()
    ]


def _left_over() -> list[CheckMessage]:
    return [Error(f"{name} has a fate, but there is no such field", id="privacy.E004") for name in rows_without_field()]


def _named_in_clear() -> list[CheckMessage]:
    hint = "Make it a SealedTextField (and search it by a BlindIndexField), or declare it public or internal."
    return [
        Error(f"{name_of(field)} is personal, but lies in clear", hint=hint, id="privacy.E005")
        for field in own_fields()
        if fate_of(field).sensitivity == "personal"
        and fate_of(field).mask in NAMING_MASKS
        and isinstance(field, (models.CharField, models.TextField))
        and not isinstance(field, (SealedTextField, BlindIndexField))
    ]
