"""试导入、确认导入: a spreadsheet into the registers, whole or not at all, shown before it is written."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models.staging import WAITS, ImportBatch
from cases.registers.columns import BY_NAME
from cases.registers.known import Known
from cases.registers.planning import Plan, plan_import
from cases.registers.problems import FileRefused, Problem
from cases.registers.reading import ReadRow, Sheet, read_register
from cases.registers.writing import write_plan
from portal.audit import services as audit
from portal.privacy.masking import MASKS

State = ImportBatch.State
SHOWN = 100  # differences, row by row, on the page


@dataclass(frozen=True, slots=True)
class Report:
    """What a file holds, or what became of it. `problems` in the order of the rows."""

    counts: dict[str, int]
    problems: list[Problem]
    extra: list[str]
    is_written: bool = False

    def as_dict(self) -> dict[str, Any]:
        errors = [problem.as_dict() for problem in self.problems]
        return {**self.counts, "errors": errors, "extra_columns": self.extra, "written": self.is_written}


def import_register(file: IO[bytes], *, by: Any, dry_run: bool) -> Report:
    """The whole file at once. FileRefused when it is no register; any problem in a cell: nothing is written."""
    known = Known(by)
    sheet = read_register(file, known)
    if dry_run:
        return _report(sheet, plan_import(sheet, by=by, known=known))
    with transaction.atomic():
        batch = ImportBatch(by=by)
        return _written(batch, sheet, by=by, known=known)


def stage_import(file: IO[bytes], *, by: Any, name: str) -> ImportBatch:
    """Reads and compares; what was read waits, sealed, for a word. Uploads that got none in a day are forgotten."""
    known = Known(by)
    sheet = read_register(file, known)
    plan = plan_import(sheet, by=by, known=known)
    report = _report(sheet, plan)
    batch = ImportBatch(by=by, counts={**report.counts, "errors": len(report.problems)})
    batch.state = State.REFUSED if report.problems else State.STAGED
    body = {
        "name": name[:100], "extra": sheet.extra, "letters": sheet.letters, "headers": sheet.headers,
        "rows": [] if report.problems else [[row.number, row.values] for row in sheet.rows],
        "problems": [problem.as_dict() for problem in report.problems],
        "changes": _shown(plan, known),
    }  # fmt: skip
    batch.body = json.dumps(body, ensure_ascii=False)
    forget_waiting_imports()
    batch.save()
    return batch


@transaction.atomic
def confirm_import(batch: ImportBatch, *, by: Any) -> Report:
    """Writes what was staged, compared anew with the register as it is now. Twice pressed, once written."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk, by=by)
    if not batch.is_waiting:
        raise FileRefused(_("This import is settled or too old: upload the file again."))
    body = json.loads(batch.body or "")
    rows = [ReadRow(number, values) for number, values in body["rows"]]
    sheet = Sheet(rows, letters=body["letters"], headers=body["headers"], extra=body["extra"])
    known = Known(by)
    for row in rows:  # the upload was yesterday's: whose register one keeps may have changed
        if row.values["area"] not in known.places:
            sheet.refuse(row.number, "area", _("You keep the register of no community with this name or code."))
    report = _written(batch, sheet, by=by, known=known)
    if not report.is_written:
        body |= {"rows": [], "problems": [problem.as_dict() for problem in report.problems]}
        batch.state, batch.settled_at, batch.body = State.REFUSED, timezone.now(), json.dumps(body, ensure_ascii=False)
        batch.counts = {**report.counts, "errors": len(report.problems)}
        batch.save()
    return report


def drop_import(batch: ImportBatch, *, by: Any) -> None:
    waiting = ImportBatch.objects.filter(pk=batch.pk, by=by, settled_at=None)
    waiting.update(state=State.DROPPED, settled_at=timezone.now(), body=None)


def forget_waiting_imports() -> int:
    """Bodies older than a day hold residents' data for nobody."""
    old = ImportBatch.objects.filter(body__isnull=False, created_at__lt=timezone.now() - WAITS)
    return old.update(state=State.DROPPED, settled_at=timezone.now(), body=None)


def _written(batch: ImportBatch, sheet: Sheet, *, by: Any, known: Known) -> Report:
    plan = plan_import(sheet, by=by, known=known, locked=True)
    if sheet.problems:
        return _report(sheet, plan)
    write_plan(plan, by=by)
    batch.state, batch.settled_at, batch.body = State.DONE, timezone.now(), None
    batch.counts = {**plan.counts(), "errors": 0}
    batch.save()
    detail = {**plan.counts(), "extra": len(sheet.extra)}
    audit.record("register.import", by=by, subject_kind="register_import", subject_id=batch.pk, detail=detail)
    return _report(sheet, plan, is_written=True)


def _report(sheet: Sheet, plan: Plan, *, is_written: bool = False) -> Report:
    problems = sorted(sheet.problems, key=lambda problem: problem.row)
    return Report(plan.counts(), problems, sheet.extra, is_written)


def _shown(plan: Plan, known: Known) -> list[dict[str, Any]]:
    """The first rows that differ, masked: enough to see that the right file was sent."""
    rows = [row for row in plan.rows if row.kind == "changed"][:SHOWN]
    return [
        {
            "row": row.number,
            "name": MASKS["name"](row.person.name),
            "changes": [_told(known, **asdict(change)) for change in row.changes],
        }
        for row in rows
    ]


def _told(known: Known, *, column: str, before: Any, after: Any) -> dict[str, str]:
    of = BY_NAME[column]
    return {"header": of.header, "before": _word(known, column, before), "after": _word(known, column, after)}


def _word(known: Known, column: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if column == "area":
        return known.places.get(value, str(value))
    if column == "treating_hospital_id":
        return known.hospitals.get(value, "")
    return str(MASKS[BY_NAME[column].mask](" ".join(map(str, value)) if isinstance(value, list) else str(value)))
