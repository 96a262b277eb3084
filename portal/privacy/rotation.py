"""Changing the keys under rows that are in use: which key sealed what, sealing anew, indexing anew."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from portal.privacy.fates import name_of
from portal.privacy.fields import BlindIndexField, SealedTextField, Token
from portal.privacy.index import blind_index
from portal.privacy.keys import keyring
from portal.privacy.seals import seal

BATCH = 200


def sealed_tables() -> Iterator[tuple[type[models.Model], list[SealedTextField]]]:
    for model in apps.get_models():
        fields = [field for field in model._meta.local_concrete_fields if isinstance(field, SealedTextField)]
        if fields:
            yield model, fields


def is_append_only(model: type[models.Model]) -> bool:
    """Rows that nobody may change keep the key they were sealed by; it stays in the ring as long as they do."""
    return getattr(model, "is_append_only", False)


def usage() -> Counter[tuple[str, str]]:
    """(field, key id) -> rows. The id of the key stands in front of every token."""
    counts: Counter[tuple[str, str]] = Counter()
    with connection.cursor() as cursor:
        for model, fields in sealed_tables():
            for field in fields:
                table, column = _quoted(model, field)
                cursor.execute(f"SELECT {_key_of(column)}, count(*) FROM {table} WHERE {column} IS NOT NULL GROUP BY 1")  # noqa: S608
                for key, rows in cursor.fetchall():
                    counts[name_of(field), bytes(key).decode()] = rows
    return counts


def reseal_batch(model: type[models.Model], fields: list[SealedTextField]) -> int:
    """Seal up to BATCH rows by the current key and return how many; 0 when all are. Raises SealBroken for a bad token.

    Rows are locked while they are rewritten; those that somebody else holds are left for the next batch.
    """
    with transaction.atomic():
        ids = _sealed_by_another_key(model, fields)
        for row in model._base_manager.filter(pk__in=ids):
            tokens = {field.attname: _anew(row, field) for field in fields}
            model._base_manager.filter(pk=row.pk).update(**tokens)
    return len(ids)


def reindex_batch(model: type[models.Model], fields: list[BlindIndexField], after: Any) -> Any:
    """Index the next rows after the id `after` by the key in force; returns the last id, None at the end."""
    rows = model._base_manager.order_by("pk")
    batch = list((rows.filter(pk__gt=after) if after else rows)[:BATCH])
    for row in batch:
        values = {field.attname: blind_index(field.domain, getattr(row, field.source)) for field in fields}
        if any(getattr(row, name) != value for name, value in values.items()):
            model._base_manager.filter(pk=row.pk).update(**values)
    return batch[-1].pk if batch else None


def indexed_tables() -> Iterator[tuple[type[models.Model], list[BlindIndexField]]]:
    for model in apps.get_models():
        fields = [field for field in model._meta.local_concrete_fields if isinstance(field, BlindIndexField)]
        if fields:
            yield model, fields


def _anew(row: models.Model, field: SealedTextField) -> Token | None:
    plain = getattr(row, field.attname)
    return None if plain is None else Token(seal(plain, field.place(row)))


def _sealed_by_another_key(model: type[models.Model], fields: list[SealedTextField]) -> list[Any]:
    table, pk = _quoted(model, model._meta.pk)
    others = " OR ".join(f"{_key_of(_quoted(model, field)[1])} <> %(current)s" for field in fields)
    sql = f"SELECT {pk} FROM {table} WHERE {others} LIMIT {BATCH} FOR UPDATE SKIP LOCKED"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, {"current": keyring().current.encode()})
        return [pk for (pk,) in cursor.fetchall()]


def _key_of(column: str) -> str:
    return f"substring({column} FROM 3 FOR get_byte({column}, 1))"


def _quoted(model: type[models.Model], field: Any) -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), quote(field.column)
