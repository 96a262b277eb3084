"""What a plan changes, as a page shows it: masked, and only so much as tells the right file from the wrong one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cases.registers.applying import ASIDE, Change
from cases.registers.columns import BY_NAME
from cases.registers.known import Known
from cases.registers.planning import CHANGED, Plan
from portal.privacy.masking import MASKS

SHOWN = 100  # rows


def shown_changes(plan: Plan, known: Known, *, already: int) -> list[dict[str, Any]]:
    """The rows that differ, field by field, as long as there are not enough `already`."""
    rows = [row for row in plan.rows if row.kind == CHANGED][: max(0, SHOWN - already)]
    return [
        {
            "row": row.number,
            "name": MASKS["name"](row.person.name),
            "changes": [_told(known, change) for change in row.changes],
        }
        for row in rows
    ]


def _told(known: Known, change: Change) -> dict[str, str]:
    if change.column == ASIDE:
        return {"header": _("Columns kept aside"), "before": "", "after": str(change.after)}
    before, after = (_word(known, change.column, value) for value in (change.before, change.after))
    return {"header": BY_NAME[change.column].header, "before": before, "after": after}


def _word(known: Known, column: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if column == "area":
        return known.places.get(value, str(value))
    if column == "treating_hospital_id":
        return known.hospitals.get(value, "")
    return str(MASKS[BY_NAME[column].mask](" ".join(map(str, value)) if isinstance(value, list) else str(value)))
