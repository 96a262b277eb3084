"""导出台账: what the register list shows, as a file: masked, or whole for a reason; journalled before it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.models import RegisterEntry
from cases.registers.filing import as_csv, as_xlsx
from cases.registers.known import Known
from cases.registers.reading import MOST_ROWS
from cases.registers.telling import aside_headers, columns_for, told_asides, told_cells
from cases.selectors.registers import Narrowing, register_entries
from portal.access.api import visible
from portal.audit import services as audit
from portal.privacy.sheets import CSV

AT_ONCE = 2000


class TooManyRows(Exception):
    """More than one file holds, and than one import takes back. The argument says so in words."""


def export_register(user: Any, by: Narrowing, *, file_format: str, reason: str = "") -> bytes:
    """The columns are those of the templates: whole, it can be imported again and changes nothing.

    Without a reason it is masked. With one it holds those entries only that the user may take out whole, and the
    columns of the community's own with them.
    """
    entries = register_entries(user, by).filter(ended_at=None).select_related("person", "area")
    if reason:
        entries = visible(user, "register.export_whole", entries)
    rows = entries.count()
    if rows > MOST_ROWS:
        raise TooManyRows(_("More than %d rows fit: narrow the list first.") % MOST_ROWS)
    detail = {"format": file_format, "rows": rows, "whole": bool(reason), "is_searched": bool(by.text)}
    detail |= {"group": by.group, "fresh": by.fresh}
    audit.record("register.export", by=user, area_id=by.area or None, detail=detail, reason=reason)
    write = as_csv if file_format == CSV else as_xlsx
    return write(_rows(entries, Known(user), is_masked=not reason))


def _rows(entries: QuerySet[RegisterEntry], known: Known, *, is_masked: bool) -> Iterator[list[str]]:
    columns = columns_for(entries.order_by().values_list("group", flat=True).distinct())
    # What somebody typed into a column of their own may be anything: it never leaves unless the whole row does.
    headers = [] if is_masked else _headers(entries)
    yield [f"{column.header}*" if column.required else column.header for column in columns] + headers
    for entry in entries.iterator(chunk_size=AT_ONCE):
        yield told_cells(entry, columns, known, is_masked=is_masked) + told_asides(entry, headers)


def _headers(entries: QuerySet[RegisterEntry]) -> list[str]:
    found: dict[str, None] = {}
    with_asides = entries.order_by().select_related(None).filter(aside__isnull=False).only("aside")
    for entry in with_asides.iterator(chunk_size=AT_ONCE):
        found |= dict.fromkeys(aside_headers(entry))
    return list(found)
