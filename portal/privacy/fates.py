"""The declared fate of every model field: how sensitive it is, masked how, kept how long, exported or not.

Each app says it in its own fates.yaml, one row a field; packages that are not ours are in portal/privacy/packages.yaml,
where "app.Model.*" speaks for all fields of a table. Journal, exports, masking and erasure read it from here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.db import models
from yaml import CSafeLoader  # the one in C: the table is read at every start

from portal.privacy.masking import MASKS

SENSITIVITIES = ("public", "internal", "personal", "health")
EXPORTS = ("yes", "no", "masked")
KEEP = re.compile(r"forever|case|account|\d+[hdy]")
PACKAGES = Path(__file__).with_name("packages.yaml")


class BadFate(Exception):
    """A row of a fates.yaml says something that has no meaning. Names the file and the row."""


@dataclass(frozen=True, slots=True)
class Fate:
    """`keep`: forever, with the case, with the account, or a time ("24h", "90d", "3y")."""

    sensitivity: str
    mask: str
    keep: str
    export: str

    @property
    def is_about_a_person(self) -> bool:
        return self.sensitivity in ("personal", "health")


def fate(name: str) -> Fate:
    """The fate of "app.Model.field". Raises KeyError when nobody declared one."""
    table = fates()
    model = name.rpartition(".")[0]
    return table[name] if name in table else table[f"{model}.*"]


def fate_of(field: models.Field) -> Fate:
    return fate(name_of(field))


def name_of(field: models.Field) -> str:
    return f"{field.model._meta.label}.{field.name}"


@cache
def fates() -> dict[str, Fate]:
    """All rows of all apps, by "app.Model.field"."""
    table: dict[str, Fate] = {}
    for path, prefix in [(PACKAGES, ""), *_files_of_apps()]:
        rows = yaml.load(path.read_text(encoding="utf-8"), CSafeLoader) or {}
        for key, row in rows.items():
            name = f"{prefix}{key}"
            if prefix and key.endswith("*"):
                raise BadFate(f"{path}: {name}: fields of our own are declared one by one")
            if name in table:
                raise BadFate(f"{path}: {name} has two rows")
            table[name] = _fate(path, name, row)
    return table


def is_masked_name(name: str) -> bool:
    """Does any field of this name hold what is masked? The journal keeps no value under such a key."""
    return name.rpartition(".")[2] in _masked_names()


@cache
def _masked_names() -> frozenset[str]:
    return frozenset(name.rpartition(".")[2] for name, row in fates().items() if row.mask != "none")


def fields_without_fate() -> list[models.Field]:
    table = fates()
    return [f for f in all_fields() if name_of(f) not in table and f"{f.model._meta.label}.*" not in table]


def rows_without_field() -> list[str]:
    """Rows left over from fields that were renamed or removed."""
    names = {name_of(field) for field in all_fields()}
    return sorted(name for name in fates() if name not in names and not name.endswith(".*"))


def own_fields() -> list[models.Field]:
    """The fields of our own tables, of which every one has a row of its own."""
    return [field for field in all_fields() if name_of(field) in fates()]


def all_fields() -> Iterator[models.Field]:
    """Columns, and links of many to many: the row of such a link speaks for the table that Django makes for it."""
    for model in apps.get_models():
        yield from model._meta.local_concrete_fields
        yield from model._meta.local_many_to_many


def stanza(field: models.Field) -> str:
    """The row to paste, filled in with a cautious guess."""
    words = isinstance(field, (models.CharField, models.TextField, models.BinaryField)) and not field.choices
    sensitivity, mask, export = ("personal", "text", "masked") if words else ("internal", "none", "yes")
    row = f"sensitivity: {sensitivity}, mask: {mask}, keep: case, export: {export}"
    return f"{field.model._meta.object_name}.{field.name}: {{{row}}}"


def _files_of_apps() -> list[tuple[Path, str]]:
    places = [(Path(config.path) / "fates.yaml", f"{config.label}.") for config in apps.get_app_configs()]
    return [(path, prefix) for path, prefix in places if path.is_file()]


def _fate(path: Path, name: str, row: Any) -> Fate:
    if not isinstance(row, dict) or row.keys() != {"sensitivity", "mask", "keep", "export"}:
        raise BadFate(f"{path}: {name} needs exactly sensitivity, mask, keep and export")
    # YAML reads a bare yes and no as true and false.
    made = Fate(**{key: {True: "yes", False: "no"}.get(value, str(value)) for key, value in row.items()})
    allowed = {"sensitivity": SENSITIVITIES, "mask": tuple(MASKS), "export": EXPORTS}
    for key, values in allowed.items():
        if getattr(made, key) not in values:
            raise BadFate(f"{path}: {name}: {key} is one of {', '.join(values)}")
    if not KEEP.fullmatch(made.keep):
        raise BadFate(f"{path}: {name}: keep is forever, case, account, or a time such as 24h, 90d or 3y")
    if made.is_about_a_person and made.mask != "none" and made.export == "yes":
        raise BadFate(f"{path}: {name}: what is masked on screens does not leave unmasked: export is masked or no")
    return made
