"""A table as a file: CSV or a workbook. Its cells are made harmless before, by portal.privacy.exports."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook

CSV, XLSX = "csv", "xlsx"


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    content_type: str
    write: Callable[[Iterator[list[Any]]], bytes]


def _csv(cells: Iterator[list[Any]]) -> bytes:
    file = StringIO()
    csv.writer(file).writerows(cells)
    return file.getvalue().encode("utf-8-sig")  # without the mark, Excel reads Chinese as Latin


def _xlsx(cells: Iterator[list[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in cells:
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


FORMATS = {
    CSV: Format(CSV, "text/csv; charset=utf-8", _csv),
    XLSX: Format(XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
}


def as_download(body: bytes, *, kind: Format, name: str) -> HttpResponse:
    """The file as an answer, named for what it is and when it was made."""
    answer = HttpResponse(body, content_type=kind.content_type)
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{name}-{timezone.localtime():%Y%m%d-%H%M}.{kind.name}"'
    )
    return answer
