"""One answer to one field of a register, from a form or a program: checked as a cell of a spreadsheet would be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from cases.models import RegisterEntry
from cases.registers.columns import ENTRY, PERSON
from cases.registers.declaring import Column
from cases.registers.known import Known
from portal.sheets.problems import CellRefused

EMPTY: tuple[Any, ...] = (None, "", [], ())
# Programs say `treating_hospital`; the row keeps a key.
OUTSIDE = {"treating_hospital_id": "treating_hospital"}


def answer(need: Column, told: Any, known: Known) -> Any:
    """The value as it is kept, None where nothing was told; raises CellRefused with the cause in words."""
    if told in EMPTY:
        return None
    if need.shape == "hospital" and isinstance(told, int):
        return _hospital(told, known)
    if isinstance(told, list):
        told = "；".join(_line(one) for one in told) if need.shape == "medicines" else ",".join(map(str, told))
    if isinstance(told, (dict, list)):
        raise CellRefused(_("Not one value, but several."))
    return need.kind(told, known)


def outside_name(need: Column) -> str:
    return OUTSIDE.get(need.name, need.name)


def kept(entry: RegisterEntry, need: Column) -> Any:
    """What stands there now, None for nothing. Opens a seal where the field has one."""
    if need.belongs == PERSON:
        return getattr(entry.person, need.name)
    if need.belongs == ENTRY:
        return getattr(entry, need.name)
    return (entry.plan or {}).get(need.name)


def _hospital(pk: int, known: Known) -> int:
    if pk not in known.hospitals:
        raise CellRefused(_("There is no such hospital."))
    return pk


def _line(told: Any) -> str:
    """A medicine as an object, {"name", "days", "on"}, or as text."""
    if not isinstance(told, Mapping):
        return str(told)
    days = f" {told['days']}天" if told.get("days") not in EMPTY else ""
    on = f" {told['on']}" if days and told.get("on") else ""
    return f"{told.get('name', '')}{days}{on}"
