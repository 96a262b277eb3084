"""What of a row may leave the house, and in which form: by its declared fate, and harmless to a spreadsheet."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from portal.privacy.fates import fate_of
from portal.privacy.masking import MASKS

# A cell that begins so is a formula to a spreadsheet, and a formula can send the sheet away. Where Chinese is typed the
# programs take the full-width signs for the same.
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def exported(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The fields `names` of a row as they may leave: whole, masked, or not at all."""
    cells = {}
    for name in names:
        field = row._meta.get_field(name)
        fate = fate_of(field)  # type: ignore[arg-type]
        if fate.export == "no":
            continue
        value = getattr(row, field.attname)  # type: ignore[union-attr]
        cells[name] = harmless(MASKS[fate.mask](value) if fate.export == "masked" else value)
    return cells


def harmless(value: Any) -> Any:
    """Text that a spreadsheet takes for text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_FORMULA) else value
