"""What a workbook would change: new lines, changed ones field by field, ended ones, and what is wrong with it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hospitals.forms.designations import check_ages, check_times
from hospitals.models import Designation
from hospitals.sheets.columns import BY_NAME
from hospitals.sheets.known import Known
from hospitals.sheets.reading import ReadLine, Sheet, read_matrix
from hospitals.sheets.telling import told
from portal.sheets.problems import Problem

WRITTEN = (
    "needs", "groups", "controls", "severities", "age_from", "age_to", "since", "until", "hours_from", "hours_to",
    "cite", "note",
)  # fmt: skip


@dataclass(slots=True)
class Change:
    """One row with what it does: `fields` are (header, before, after) in words; of a new line, `before` is empty."""

    row: int
    line: Designation | None
    hospital: str
    values: dict[str, Any]
    fields: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Difference:
    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    ended: list[Change] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "ended": len(self.ended),
            "unchanged": self.unchanged,
            "errors": len(self.problems),
        }

    @property
    def digest(self) -> str:
        """Of what would be written: whoever confirms, confirms this."""
        acts = [
            (kind, change.row, change.line.pk if change.line else None, change.hospital, change.fields)
            for kind, changes in (("new", self.new), ("changed", self.changed), ("ended", self.ended))
            for change in changes
        ]
        return hashlib.sha256(json.dumps(acts, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Already:
    """Which rows have said what, and which lines stand, by what makes two lines the same."""

    rows: dict[Any, int]
    stand: dict[Any, int]


def difference(file: IO[bytes], *, user: Any) -> Difference:
    """Compares a workbook with the matrix as it is now. FileRefused when it cannot be read at all."""
    known = Known(user)
    sheet = read_matrix(file, known)
    found = Difference()
    rows: dict[Any, int] = {}
    stand = {_key_of(line): line.pk for line in known.lines.values() if not line.is_over}
    for line in sheet.lines:
        if not line.is_refused:
            _sort(found, sheet, line, known, Already(rows, stand))
    found.problems = sorted(sheet.problems, key=lambda problem: problem.row)
    return found


def _sort(found: Difference, sheet: Sheet, line: ReadLine, known: Known, already: Already) -> None:
    pk = line.values.get("pk")
    kept = known.lines.get(pk) if pk else None
    if pk and kept is None:
        sheet.refuse(line, "pk", _("You keep no line with this number. Leave it empty for a new line."))
        return
    _check(sheet, line, kept)
    if line.is_refused or not _is_once(sheet, line, kept, already):
        return
    if kept is None:
        found.new.append(_new(line, known))
    elif line.values.get("end"):
        found.ended.append(Change(line.number, kept, kept.hospital.name, {}))
    elif change := _change(line, kept, known):
        found.changed.append(change)
    else:
        found.unchanged += 1


class _Said:
    """A row in the guise of a form, for the checks that both share."""

    def __init__(self, sheet: Sheet, line: ReadLine) -> None:
        self.sheet, self.line = sheet, line
        self.errors: dict[str, Any] = {}

    def add_error(self, name: str, message: Any) -> None:
        self.errors[name] = message
        self.sheet.refuse(self.line, name, str(message))


def _check(sheet: Sheet, line: ReadLine, kept: Designation | None) -> None:
    values = line.values
    if kept is None:
        values["since"] = values.get("since") or timezone.localdate()
        if values.get("end"):
            sheet.refuse(line, "end", _("A new line cannot end at once."))
    elif values.get("since", kept.since) is None:
        values["since"] = kept.since
    for name in ("hospital", "serves"):
        if not values[name]:
            sheet.refuse(line, name, _("This must be filled in."))
    if kept is not None and values["hospital"] and values["hospital"] != kept.hospital_id:
        sheet.refuse(line, "hospital", _("Another institution is another line: end this one and add a new one."))
    if kept is not None and values.get("seen") and values["seen"] != told(kept, "seen"):
        sheet.refuse(line, "seen", _("Somebody has changed this line since the download: download it again."))
    said = values if kept is None else {**{name: getattr(kept, name) for name in WRITTEN}, **values}
    form: Any = _Said(sheet, line)
    check_ages(form, said)
    check_times(form, said)


def _is_once(sheet: Sheet, line: ReadLine, kept: Designation | None, already: Already) -> bool:
    """Neither the same line in two rows, nor a new one that stands already."""
    key: Any = kept.pk if kept else _key(line.values)
    if key in already.rows:
        sheet.refuse(line, "pk" if kept else "hospital", _("Row %d says the same already.") % already.rows[key])
        return False
    already.rows[key] = line.number
    if kept is None and key in already.stand:
        sheet.refuse(line, "hospital", _("This line stands in the matrix already, as number %d.") % already.stand[key])
        return False
    return True


def _key(values: dict[str, Any]) -> Any:
    """What makes two lines the same: all but the dates, the clause and the note."""
    lists = tuple(
        tuple(sorted(values.get(name) or ())) for name in ("needs", "groups", "controls", "severities", "serves")
    )
    return (values["hospital"], lists, *(values.get(name) for name in ("age_from", "age_to", "hours_from", "hours_to")))


def _key_of(line: Designation) -> Any:
    values = {name: getattr(line, name) for name in WRITTEN}
    return _key({**values, "hospital": line.hospital_id, "serves": [area.pk for area in line.serves.all()]})


def _new(line: ReadLine, known: Known) -> Change:
    values = {name: line.values[name] for name in (*WRITTEN, "hospital", "serves") if name in line.values}
    fields = [(BY_NAME[name].header, "", text) for name in WRITTEN if (text := told(values, name, known))]
    fields.append((BY_NAME["serves"].header, "", told(values, "serves", known)))
    return Change(line.number, None, known.hospital_names[values["hospital"]], values, fields)


def _change(line: ReadLine, kept: Designation, known: Known) -> Change | None:
    values = {name: line.values[name] for name in (*WRITTEN, "serves") if name in line.values}
    fields = [
        (BY_NAME[name].header, before, after)
        for name in values
        if (before := told(kept, name, known)) != (after := told(values, name, known))
    ]
    return Change(line.number, kept, kept.hospital.name, values, fields) if fields else None
