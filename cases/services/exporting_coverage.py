"""The coverage of the registers as a file: figures only, journalled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.selectors.coverage import Row
from portal.audit import services as audit
from portal.privacy.exports import harmless
from portal.privacy.sheets import FORMATS

HEADS = (
    _("code"), _("place"), _("population"), _("expected"), _("registered"), _("coverage %"), _("verified in time"),
    _("overdue"),
)  # fmt: skip


def export_coverage(user: Any, rows: list[Row], *, chosen: dict[str, Any], file_format: str) -> bytes:
    audit.record(
        "coverage.export", by=user, area_id=chosen.get("area") or None,
        detail={"format": file_format, "rows": len(rows), "group": chosen.get("group", "")},
    )  # fmt: skip
    return FORMATS[file_format].write(_cells(rows))


def _cells(rows: list[Row]) -> Iterator[list[Any]]:
    yield [str(head) for head in HEADS]
    for row in rows:
        yield [
            row.code, harmless(row.name), row.population, row.expected, row.registered, row.percent, row.in_time,
            row.stale,
        ]  # fmt: skip
