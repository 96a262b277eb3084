"""A line's columns as the cells of its workbook: in Chinese words, which an upload reads as the same values."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.utils import translation

from hospitals.models import Designation
from hospitals.sheets.known import Known
from hospitals.vocabulary import Control, Group, Need, Severity

CHOICES = {"needs": Need, "groups": Group, "controls": Control, "severities": Severity}
BETWEEN = "、"


def told(line: Any, name: str, known: Known | None = None) -> str:
    """Of a line, or of the values that a row says. An empty cell for what is any."""
    value = _value(line, name)
    if name in CHOICES:
        with translation.override("zh-hans"):
            labels = dict(CHOICES[name].choices)
            return BETWEEN.join(str(labels[code]) for code in CHOICES[name].values if code in (value or ()))
    if name == "serves":
        names = known.names if known else {}
        return BETWEEN.join(f"{code} {names.get(code, '')}".strip() for code in sorted(value))
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _value(line: Any, name: str) -> Any:
    if isinstance(line, dict):
        return line.get(name)
    if name == "serves":
        return [area.pk for area in line.serves.all()]
    if name == "seen":
        return line.changed_at.isoformat(timespec="microseconds")
    if name == "hospital":
        return line.hospital.name
    return "" if name == "end" and isinstance(line, Designation) else getattr(line, name)
