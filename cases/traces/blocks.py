"""Blocks of traces in memory: whose line is which, and many of them read at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from psycopg import Cursor

from cases.models.traces import TraceBlock
from cases.traces.lines import COLUMNS, Line
from portal.privacy.seals import place, unsealed_bytes

Lines = dict[UUID, Line]
ID_BYTES = 16
AT_ONCE = 64  # blocks in memory at the same time


def opened(block: TraceBlock) -> Lines:
    """Every line of a block by the id of its resident."""
    columns = [getattr(block, column).split("\n") for column in COLUMNS]
    return {pk: Line(*line) for pk, line in zip(people_of(block), zip(*columns, strict=True), strict=True)}


def closed(block: TraceBlock, lines: Lines) -> TraceBlock:
    """The block filled with these lines, not yet saved."""
    block.people, block.size = b"".join(pk.bytes for pk in lines), len(lines)
    for column in COLUMNS:
        setattr(block, column, "\n".join(getattr(line, column) for line in lines.values()))
    return block


def people_of(block: TraceBlock) -> list[UUID]:
    people = bytes(block.people)
    return [UUID(bytes=people[n : n + ID_BYTES]) for n in range(0, len(people), ID_BYTES)]


def person_at(people: bytes, line: int) -> UUID:
    return UUID(bytes=bytes(people[line * ID_BYTES : (line + 1) * ID_BYTES]))


def portions(blocks: QuerySet[TraceBlock]) -> Iterator[list[UUID]]:
    """The ids of these blocks, as many at a time as may be open together."""
    ids = list(blocks.values_list("pk", flat=True))
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def read_columns(ids: list[UUID], columns: Sequence[str]) -> Iterator[tuple[UUID, bytes, dict[str, bytes]]]:
    """Of each block its id, whose lines they are, and those columns opened, as bytes.

    Past the ORM on purpose: it asks for bytes in hexadecimal, which takes longer than all the rest of a search.
    """
    table, quote = TraceBlock._meta.db_table, connection.ops.quote_name
    wanted = ", ".join(map(quote, ("id", "people", *columns)))
    sql = f"SELECT {wanted} FROM {quote(table)} WHERE id = ANY(%s)"  # noqa: S608
    with Cursor(connection.connection) as cursor:
        rows = cursor.execute(sql, [ids], binary=True).fetchall()
    for pk, people, *tokens in rows:
        places = (place(table, column, pk) for column in columns)
        yield pk, people, dict(zip(columns, map(unsealed_bytes, tokens, places), strict=True))
