"""The supervision of institutions as a file: figures only, harmless to a spreadsheet, journalled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.selectors.supervision import Institution, Period
from hospitals.vocabulary import Refusal
from portal.audit import services as audit
from portal.privacy.exports import harmless
from portal.privacy.sheets import Format

HEADS = (
    _("institution"), _("area"), _("asked"), _("accepted"), _("refused"), _("not answered"), _("withdrawn"),
    pgettext_lazy("by the command centre", "assigned"), _("median minutes"), _("p90 minutes"), _("silent"),
    _("violations"), _("closures"), _("hours closed"), _("late reports of places"), _("stale figures"),
)  # fmt: skip


def export_institutions(rows: list[Institution], *, period: Period, kind: Format, by: Any) -> bytes:
    detail = {
        "format": kind.name,
        "rows": len(rows),
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
    }
    audit.record("hospital.export", by=by, area_id=period.area or None, detail=detail)
    return kind.write(_cells(rows))


def _cells(rows: list[Institution]) -> Iterator[list[Any]]:
    """A column for each reason at the end, so that no reason is lost in a sum."""
    yield [*(str(head) for head in HEADS), *(str(code.label) for code in Refusal)]
    for row in rows:
        yield [
            harmless(row.hospital.name), row.hospital.area_id, row.asked, row.accepted, row.refused, row.waiting,
            row.withdrawn, row.assigned, _whole(row.median), _whole(row.p90), row.silent, row.violations, row.closures,
            round(row.hours_closed, 1), row.late_reports, row.stale,
            *(row.refusals.get(code, 0) for code in Refusal.values),
        ]  # fmt: skip


def _whole(minutes: float | None) -> int | None:
    return None if minutes is None else round(minutes)
