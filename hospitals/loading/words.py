"""The words of notices that a file of hospitals uses, from the two tables beside this module."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hospitals.vocabulary import Kind

HERE = Path(__file__).parent
FEVER_CLINIC = "fever_clinic"  # what designated_2020 = 1 says


@dataclass(frozen=True, slots=True)
class Word:
    """One word of designated_for: the kind of institution it makes, its clause, its lines of the matrix."""

    kind: str
    cite: str
    lines: tuple[dict[str, Any], ...]


@cache
def designation_words() -> dict[str, Word]:
    table = yaml.safe_load((HERE / "designations.yaml").read_text())
    return {name: Word(Kind(row["kind"]).value, row["cite"], tuple(row["lines"])) for name, row in table.items()}


@cache
def _served_groups() -> dict[str, dict[str, list[str]]]:
    return yaml.safe_load((HERE / "served.yaml").read_text())


def served_group(name: str, city: str) -> list[str] | None:
    """The codes that a group's name stands for in a city; None when it has no such group."""
    return _served_groups().get(name, {}).get(city)
