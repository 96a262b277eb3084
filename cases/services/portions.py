"""What an import carries, kept in sealed portions: the file as it was sent, its rows, and what stood there before."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import islice
from typing import IO, Any

from django.db.models import Q
from django.utils import timezone

from cases.models.staging import UNDOABLE, WAITS, ImportBatch, ImportPortion
from cases.models.staging import PortionKind as Kind
from cases.registers.reading import ReadRow

State = ImportBatch.State
ROWS = 2000  # a portion: so much of the register is in memory at a time
PIECE = 1 << 20  # bytes of a file


def in_portions(rows: Iterator[ReadRow]) -> Iterator[list[ReadRow]]:
    while portion := list(islice(rows, ROWS)):
        yield portion


def keep_file(batch: ImportBatch, *, file: IO[bytes]) -> None:
    file.seek(0)
    number = 0
    while piece := file.read(PIECE):
        _keep(batch, Kind.FILE, number, b64encode(piece).decode())
        number += 1


def file_of(batch: ImportBatch) -> BytesIO:
    return BytesIO(b"".join(b64decode(body) for body in _bodies(batch, Kind.FILE)))


def has_file(batch: ImportBatch) -> bool:
    return batch.portions.filter(kind=Kind.FILE).exists()


def keep_rows(batch: ImportBatch, *, number: int, rows: Iterable[ReadRow]) -> None:
    _keep(batch, Kind.ROWS, number, _json([[row.number, row.values, row.aside] for row in rows]))


def rows_of(batch: ImportBatch) -> Iterator[list[ReadRow]]:
    for body in _bodies(batch, Kind.ROWS):
        yield [ReadRow(number, values, aside) for number, values, aside in json.loads(body)]


def keep_record(batch: ImportBatch, *, number: int, record: dict[str, Any]) -> None:
    _keep(batch, Kind.BEFORE, number, _json(record))


def records_of(batch: ImportBatch) -> Iterator[dict[str, Any]]:
    """The last first: whoever was changed twice is put back twice."""
    for body in _bodies(batch, Kind.BEFORE, backwards=True):
        yield json.loads(body)


def forget(batch: ImportBatch, *kinds: Kind) -> None:
    batch.portions.filter(kind__in=kinds or Kind).delete()


def forget_waiting_imports() -> int:
    """What nobody confirmed holds residents' data for nobody, and what is a week old is not undone any more."""
    now = timezone.now()
    unconfirmed = Q(created_at__lt=now - WAITS) & ~Q(state__in=(State.DONE, State.UNDOING, State.UNDONE))
    settled = Q(settled_at__lt=now - UNDOABLE, state__in=(State.DONE, State.UNDONE))
    old = ImportBatch.objects.filter(unconfirmed | settled)
    ImportPortion.objects.filter(batch__in=old).delete()
    dropped = old.filter(state__in=(State.RECEIVED, State.STAGED, State.CONFIRMED)).update(
        state=State.DROPPED, settled_at=now, name=None, body=None
    )
    return dropped + old.filter(body__isnull=False).update(name=None, body=None)


def _keep(batch: ImportBatch, kind: Kind, number: int, body: str) -> None:
    ImportPortion(batch=batch, kind=kind, number=number, body=body).save(force_insert=True)


def _bodies(batch: ImportBatch, kind: Kind, *, backwards: bool = False) -> Iterator[str]:
    """One at a time: together they may be larger than what one process should hold."""
    order = "-number" if backwards else "number"
    for pk in list(batch.portions.filter(kind=kind).order_by(order).values_list("pk", flat=True)):
        yield ImportPortion.objects.get(pk=pk).body


def _json(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
