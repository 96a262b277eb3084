"""Writing what a file of hospitals says."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from hospitals.loading.reading import Row, read_hospitals
from hospitals.loading.words import designation_words
from hospitals.models import Designation, Hospital
from portal.areas.models import Area


@dataclass(frozen=True, slots=True)
class Loaded:
    new: int
    known: int
    designations: int


@transaction.atomic
def load_hospitals(path: Path) -> Loaded:
    """Loads a file with the columns of harbin.csv or of a list of fever clinics.

    All or nothing: raises HospitalsRefused and writes no row when any is wrong. Institutions known by name are brought
    up to date; the lines of the matrix that came from a file before are replaced by those of this one, others stay.
    """
    rows = read_hospitals(path)
    known = Hospital.objects.in_bulk([row.name for row in rows], field_name="name")
    hospitals = {row.name: _written(row, known.get(row.name)) for row in rows}
    Designation.objects.filter(hospital__in=hospitals.values(), note=NOTE).delete()
    designations = sum(_designate(hospitals[row.name], row) for row in rows)
    return Loaded(new=len(rows) - len(known), known=len(known), designations=designations)


NOTE = "load_hospitals"  # marks the lines that a file has written, so that the next file may replace them


def _written(row: Row, known: Hospital | None) -> Hospital:
    hospital = known or Hospital(name=row.name)
    for field, value in {**row.fields, "area_id": row.area_id, "kind": row.kind}.items():
        setattr(hospital, field, value)
    hospital.save()
    return hospital


def _designate(hospital: Hospital, row: Row) -> int:
    if not row.word:
        return 0
    word = designation_words()[row.word]
    for line in word.lines:
        designation = Designation.objects.create(hospital=hospital, cite=word.cite, note=NOTE, **line)
        designation.serves.set(Area.objects.filter(pk__in=row.serves))
    return len(word.lines)
