"""Loading the tree of areas."""

from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from portal.areas.models import Area
from portal.areas.reading import AreasRefused, Problem, read_areas

__all__ = ["AreasRefused", "Loaded", "Problem", "load_areas"]

LINEAGE = """
WITH RECURSIVE tree AS (
    SELECT code, jsonb_build_object(level, code) AS lineage FROM areas_area WHERE parent_id IS NULL
    UNION ALL
    SELECT below.code, tree.lineage || jsonb_build_object(below.level, below.code)
    FROM areas_area below JOIN tree ON below.parent_id = tree.code
)
UPDATE areas_area SET lineage = tree.lineage FROM tree
WHERE tree.code = areas_area.code AND areas_area.lineage IS DISTINCT FROM tree.lineage
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    new: int
    known: int


@transaction.atomic
def load_areas(path: Path) -> Loaded:
    """Load a file with the columns code, name, level, parent and, if it has them, latitude, longitude, population.

    All or nothing: raises AreasRefused and writes no row when any is wrong. Areas known before are brought up to date,
    areas that the file does not name stay. Any city's file loads alike: nothing is known of a code but its prefixes.
    """
    table = read_areas(path)
    areas = sorted(table.areas, key=lambda area: len(area.code))  # parents before their children
    known = Area.objects.filter(code__in=[area.code for area in areas]).count()
    Area.objects.bulk_create(
        areas,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "parent", *table.columns],
    )
    _derive_lineage()
    return Loaded(new=len(areas) - known, known=known)


def _derive_lineage() -> None:
    """One statement for the whole tree: a street that changed its district takes all below it along."""
    with connection.cursor() as cursor:
        cursor.execute(LINEAGE)
