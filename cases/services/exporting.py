"""The queue as a file: masked by the declared fate of every column, harmless to a spreadsheet, journalled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.selectors.queue import Filters, QueueRow, queue_page
from portal.audit import services as audit
from portal.privacy.exports import harmless
from portal.privacy.fates import fate
from portal.privacy.masking import MASKS
from portal.privacy.sheets import FORMATS

AT_MOST = 10_000
PAGE = 500


@dataclass(frozen=True, slots=True)
class Column:
    """`field` names the model field whose fate decides whether its value leaves, and how masked."""

    title: Any
    field: str
    value: Callable[[QueueRow], Any]


COLUMNS = (
    Column(_("number"), "cases.Case.number", lambda row: row.case.number),
    Column(_("requested"), "cases.Case.occurred_at", lambda row: row.case.occurred_at),
    Column(_("clock"), "commitments.Commitment.kind", lambda row: row.pressing.label if row.pressing else ""),
    Column(_("due"), "commitments.Commitment.due_at", lambda row: row.pressing.due_at if row.pressing else None),
    Column(_("name"), "cases.Person.name", lambda row: row.case.person.name),
    Column(_("telephone"), "cases.Person.phone", lambda row: row.case.person.phone),
    Column(_("address"), "cases.Person.address", lambda row: row.case.person.address),
    Column(_("sex"), "cases.Person.sex", lambda row: row.case.person.get_sex_display()),
    Column(_("year of birth"), "cases.Person.birth_year", lambda row: row.case.person.birth_year),
    Column(_("groups"), "cases.Case.groups", lambda row: " ".join(row.case.groups)),
    Column(_("control status"), "cases.Case.control", lambda row: row.case.get_control_display()),
    Column(_("need"), "cases.Case.need", lambda row: row.case.get_need_display()),
    Column(_("severity"), "cases.Case.severity", lambda row: row.case.get_severity_display()),
    Column(_("pathway"), "cases.Case.pathway", lambda row: row.case.get_pathway_display()),
    Column(_("area"), "cases.Case.area", lambda row: row.case.area.name),
    Column(_("state"), "cases.Case.state", lambda row: row.case.get_state_display()),
    Column(_("owner"), "cases.Case.owner", lambda row: row.case.owner or ""),
)


def export_queue(user: Any, filters: Filters, *, file_format: str) -> bytes:
    """The file's bytes. What was exported, by whom and narrowed how is in the journal before the file is."""
    rows = _rows(user, filters)
    told = {"format": file_format, "rows": len(rows), "is_searched": bool(filters.text)}
    told |= {name: getattr(filters, name) for name in ("group", "state", "need", "severity", "kind", "light", "mine")}
    audit.record("case.export", by=user, area_id=filters.area or None, detail=told)
    return FORMATS[file_format].write(_cells(rows))


def _rows(user: Any, filters: Filters) -> list[QueueRow]:
    rows: list[QueueRow] = []
    after = None
    while len(rows) < AT_MOST:
        page = queue_page(user, filters, after=after, size=PAGE, whole=True)
        rows += page.rows
        after = page.next
        if after is None:
            break
    return rows


def _cells(rows: list[QueueRow]) -> Iterator[list[Any]]:
    columns = [column for column in COLUMNS if fate(column.field).export != "no"]
    yield [str(column.title) for column in columns]
    for row in rows:
        yield [_cell(column, row) for column in columns]


def _cell(column: Column, row: QueueRow) -> Any:
    value, rule = column.value(row), fate(column.field)
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, int):
        return value
    text = MASKS[rule.mask](str(value)) if rule.export == "masked" else str(value)
    return harmless(text)
