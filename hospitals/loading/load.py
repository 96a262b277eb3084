"""Writing what a file of hospitals says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from hospitals.loading.reading import Row, read_hospitals
from hospitals.loading.words import designation_words
from hospitals.models import Designation, Hospital
from hospitals.services.designating import LISTS, add_line, end_line, lock_matrix


@dataclass(frozen=True, slots=True)
class Loaded:
    new: int
    known: int
    designations: int


@transaction.atomic
def load_hospitals(path: Path) -> Loaded:
    """Loads a file with the columns of harbin.csv or of a list of fever clinics.

    All or nothing: raises HospitalsRefused and writes no row when any is wrong. Institutions known by name are brought
    up to date. Of the lines of the matrix that came from a file before, those that this one says too stay as they are,
    the others end; lines that somebody has written by hand are not touched.
    """
    rows = read_hospitals(path)
    known = Hospital.objects.in_bulk([row.name for row in rows], field_name="name")
    hospitals = {row.name: _written(row, known.get(row.name)) for row in rows}
    lock_matrix()
    stand = _lines_of_files(list(hospitals.values()))
    designations = sum(_designate(hospitals[row.name], row, stand) for row in rows)
    for line in stand.values():
        end_line(line, by=None)
    return Loaded(new=len(rows) - len(known), known=len(known), designations=designations)


NOTE = "load_hospitals"  # marks the lines that a file has written, so that the next file may end them
Said = tuple[Any, ...]


def _written(row: Row, known: Hospital | None) -> Hospital:
    hospital = known or Hospital(name=row.name)
    for field, value in {**row.fields, "area_id": row.area_id, "kind": row.kind}.items():
        setattr(hospital, field, value)
    hospital.save()
    return hospital


def _lines_of_files(hospitals: list[Hospital]) -> dict[Said, Designation]:
    lines = Designation.objects.standing().filter(hospital__in=hospitals, note=NOTE).prefetch_related("serves")
    return {_said(line.hospital_id, vars(line), [area.pk for area in line.serves.all()]): line for line in lines}


def _said(hospital: int, columns: Mapping[str, Any], serves: Iterable[str]) -> Said:
    """What makes a line of a file the same as that of another."""
    return hospital, columns["cite"], *(tuple(sorted(columns.get(name) or ())) for name in LISTS), tuple(sorted(serves))


def _designate(hospital: Hospital, row: Row, stand: dict[Said, Designation]) -> int:
    """Adds what does not stand yet; takes out of `stand` what does."""
    if not row.word:
        return 0
    word = designation_words()[row.word]
    for line in word.lines:
        columns = {**line, "cite": word.cite, "note": NOTE}
        if stand.pop(_said(hospital.pk, columns, row.serves), None) is None:
            add_line(hospital, columns=columns, serves=row.serves, by=None)
    return len(word.lines)
