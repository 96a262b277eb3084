"""试导入、确认导入: a spreadsheet into the registers, whole or not at all, shown before it is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models.staging import ImportBatch
from cases.models.staging import PortionKind as Kind
from cases.registers.known import Known
from cases.registers.planning import Comparison
from cases.registers.reading import ReadRow, Sheet, read_register
from cases.registers.showing import shown_changes
from cases.registers.writing import write_plan
from cases.services.freshness import renew_verification
from cases.services.portions import (
    file_of,
    forget,
    forget_waiting_imports,
    in_portions,
    keep_file,
    keep_record,
    keep_rows,
    rows_of,
)
from cases.services.progress import wait_for_turn
from portal.audit import services as audit
from portal.sheets.lines import Told
from portal.sheets.opening import opened, unfolded_size
from portal.sheets.problems import FileRefused, Problem

State = ImportBatch.State
# What is larger is read and written in the background: a page must answer within some seconds.
SMALL_FILE = 5 * 1024 * 1024  # bytes when unfolded, some 5,000 rows
SMALL_BATCH = 5000  # rows


@dataclass(frozen=True, slots=True)
class Report:
    """What a file holds, or what became of it. `problems` in the order of the rows."""

    counts: dict[str, int]
    problems: list[Problem]
    extra: list[str] = field(default_factory=list)
    is_written: bool = False

    def as_dict(self) -> dict[str, Any]:
        errors = [problem.as_dict() for problem in self.problems]
        return {**self.counts, "errors": errors, "extra_columns": self.extra, "written": self.is_written}


class _Refused(Exception):
    """Takes back what was written before the first bad row was met."""


def import_register(file: IO[bytes], *, by: Any, dry_run: bool) -> Report:
    """The whole file at once. FileRefused when it is no register; any problem in a cell: nothing is written."""
    known = Known(by)
    sheet = read_register(file, known)
    comparison = Comparison(sheet, by=by, known=known)
    if dry_run:
        for rows in in_portions(sheet.rows):
            comparison.plan(rows)
        return _report(comparison)
    try:
        with transaction.atomic():
            take_time()
            batch = ImportBatch.objects.create(by=by, state=State.CONFIRMED)
            _write(batch, in_portions(sheet.rows), comparison=comparison)
            _settle(batch, comparison=comparison)
    except _Refused:
        return _report(comparison)
    return _report(comparison, is_written=True)


def receive_import(file: IO[bytes], *, by: Any, name: str, language: str) -> ImportBatch:
    """A small file is read at once, a large one waits for the background. FileRefused when it is no register."""
    forget_waiting_imports()
    batch = ImportBatch(by=by, language=language, name=name[:100])
    if unfolded_size(opened(file)) <= SMALL_FILE:
        with transaction.atomic():
            batch.save()
            read_import(batch, file=file)
        return batch
    with transaction.atomic():
        batch.state = State.RECEIVED
        batch.save()
        keep_file(batch, file=file)
        wait_for_turn(batch)
    return batch


def read_import(batch: ImportBatch, *, file: IO[bytes] | None = None, told: Told | None = None) -> None:
    """Reads and compares; what was read waits, sealed, for a word. With errors only the file stays, to be marked."""
    known, from_store = Known(batch.by), file is None
    forget(batch, Kind.ROWS)  # somebody may have begun before, and not come to an end
    file = file or file_of(batch)
    sheet = read_register(file, known, told)
    comparison = Comparison(sheet, by=batch.by, known=known)
    changes: list[dict[str, Any]] = []
    for number, rows in enumerate(in_portions(sheet.rows)):
        plan = comparison.plan(rows)
        changes += shown_changes(plan, known, already=len(changes))
        if not sheet.errors:
            keep_rows(batch, number=number, rows=rows)
    with transaction.atomic():
        if sheet.errors and not from_store:
            keep_file(batch, file=file)
        forget(batch, Kind.ROWS if sheet.errors else Kind.FILE)
        batch.state = State.REFUSED if sheet.errors else State.STAGED
        _tell(batch, comparison, extra=sheet.extra, letters=sheet.letters, headers=sheet.headers, changes=changes)


def confirm_import(batch: ImportBatch, *, by: Any) -> ImportBatch:
    """What is small is written at once. Twice pressed, once written. FileRefused when there is nothing to confirm."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk, by=by)
        if not batch.is_waiting:
            raise FileRefused(_("This import is settled or too old: upload the file again."))
        batch.state, batch.attempts = State.CONFIRMED, 0
        batch.save()
        if rows_in(batch) <= SMALL_BATCH:
            return write_import(batch)
        wait_for_turn(batch)
    return batch


def write_import(batch: ImportBatch, *, told: Told | None = None) -> ImportBatch:
    """Writes what was staged, compared anew with the register as it is now; nothing of it, when something is wrong."""
    with transaction.atomic():
        take_time()
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("by").get(pk=batch.pk)
        if batch.state != State.CONFIRMED:
            return batch
        body, known = body_of(batch), Known(batch.by)
        sheet = Sheet(letters=body["letters"], headers=body["headers"], extra=body["extra"])
        comparison = Comparison(sheet, by=batch.by, known=known)
        try:
            with transaction.atomic():
                _write(batch, _still_ours(rows_of(batch), sheet, known), comparison=comparison, told=told)
                _settle(batch, comparison=comparison)
        except _Refused:
            forget(batch)
            batch.state = State.REFUSED
            _tell(batch, comparison, **body)
    return batch


def drop_import(batch: ImportBatch, *, by: Any) -> None:
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk, by=by)
        if batch.state in (State.RECEIVED, State.STAGED, State.REFUSED):
            batch.state, batch.settled_at = State.DROPPED, timezone.now()
            batch.name = batch.body = None
            batch.save()
            forget(batch)


def rows_in(batch: ImportBatch) -> int:
    return sum(batch.counts.get(kind, 0) for kind in ("new", "changed", "unchanged"))


def body_of(batch: ImportBatch) -> dict[str, Any]:
    """What of an import is shown: its errors, what differs, what stays. Empty when its time is up."""
    return json.loads(batch.body) if batch.body else {}


def _still_ours(portions: Iterable[list[ReadRow]], sheet: Sheet, known: Known) -> Iterator[list[ReadRow]]:
    """The upload was yesterday's: whose register one keeps may have changed."""
    for rows in portions:
        for row in rows:
            if row.values["area"] not in known.places:
                sheet.refuse(row.number, "area", _("You keep the register of no community with this name or code."))
                row.is_refused = True
        yield rows


def _write(
    batch: ImportBatch, portions: Iterable[list[ReadRow]], *, comparison: Comparison, told: Told | None = None
) -> None:
    """In the caller's transaction, which must end when this raises. After the first error rows are only compared."""
    now, done, total = timezone.now(), 0, rows_in(batch)
    for number, rows in enumerate(portions):
        plan = comparison.plan(rows, locked=True)
        if not comparison.sheet.errors:
            keep_record(batch, number=number, record=write_plan(plan, by=batch.by, now=now))
            renew_verification(plan.looked_at, by=batch.by)
        done += len(rows)
        if told:
            told(done, total)
    if comparison.sheet.errors:
        raise _Refused


def _settle(batch: ImportBatch, *, comparison: Comparison) -> None:
    forget(batch, Kind.ROWS, Kind.FILE)
    batch.state, batch.settled_at = State.DONE, timezone.now()
    batch.counts = {**comparison.totals(), "errors": 0}
    batch.body = json.dumps({"extra": comparison.sheet.extra}, ensure_ascii=False)
    batch.save()
    detail = {**comparison.totals(), "extra": len(comparison.sheet.extra)}
    audit.record("register.import", by=batch.by, subject_kind="register_import", subject_id=batch.pk, detail=detail)


def _tell(batch: ImportBatch, comparison: Comparison, **body: Any) -> None:
    problems = [problem.as_list() for problem in _in_order(comparison.sheet)]
    batch.counts = {**comparison.totals(), "errors": comparison.sheet.errors}
    batch.body = json.dumps({**body_of(batch), **body, "problems": problems}, ensure_ascii=False)
    batch.save()


def _report(comparison: Comparison, *, is_written: bool = False) -> Report:
    sheet = comparison.sheet
    return Report(comparison.totals(), _in_order(sheet), sheet.extra, is_written)


def _in_order(sheet: Sheet) -> list[Problem]:
    return sorted(sheet.problems, key=lambda problem: problem.row)


def take_time() -> None:
    """For this transaction: what holds only rows of the register may think longer than what the clock waits for."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '5min'")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '5min'")
