"""Residents entered before buildings had an index get theirs."""

from typing import Any

from django.db import migrations

from portal.privacy.index import blind_index

AT_ONCE = 1000


def fill(apps: Any, schema_editor: Any) -> None:
    """One statement a batch: the index is computed here, where the key is, and written to many rows together."""
    person = apps.get_model("cases", "Person")
    batch = []
    for row in person.objects.exclude(address_index=None).only("address").iterator(chunk_size=AT_ONCE):
        batch.append((row.pk, blind_index("building", row.address)))
        if len(batch) == AT_ONCE:
            _write(schema_editor, batch)
            batch = []
    _write(schema_editor, batch)


def _write(schema_editor: Any, batch: list[tuple[Any, str | None]]) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_person SET building_index = told.index"
            " FROM unnest(%s::uuid[], %s::text[]) AS told(id, index) WHERE cases_person.id = told.id",
            [[pk for pk, _ in batch], [index for _, index in batch]],
        )


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_index_buildings")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
