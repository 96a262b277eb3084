"""What is wrong with a file, and where."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """`column` is the header as the file has it, `cell` the place as a spreadsheet names it: C7."""

    row: int
    column: str
    cell: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class CellRefused(Exception):
    """One cell does not hold what its column is for. The argument is the reason, in words."""


class FileRefused(Exception):
    """The file as a whole cannot be read. The argument is the reason, in words."""
