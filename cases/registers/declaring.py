"""What one field of a register is: its words, what it may hold, whose it is, and which groups have it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices

from cases.registers.cells import Kind

# Whose a value is: the resident's own, the entry's, or one code of the entry's plan.
PERSON, ENTRY, PLAN = "person", "entry", "plan"

YES_NO = ("是", "否")


@dataclass(frozen=True, slots=True)
class Column:
    """One declaration that spreadsheet, form, API and page read.

    `kind` is the check of a value, whoever typed it where. `header` is what a template writes, `label` what a screen
    says (`labels` where a group calls it otherwise). `belongs` says where the value goes: under `name` of the resident,
    of the entry or of its plan. `groups`: the registers that have it, none named: all. `lists`: the words of its
    drop-down. `shape` is how a screen asks for it; fields without one are not asked for by group. `needed`: an entry
    that lacks it says so.
    """

    name: str
    header: str
    kind: Kind
    belongs: str = PERSON
    also: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    example: Any = ""
    mask: str = "none"
    required: bool = False
    label: Any = ""
    shape: str = ""
    choices: type[TextChoices] | None = None
    help: Any = ""
    needed: bool = False
    labels: dict[str, Any] = field(default_factory=dict)

    def label_in(self, group: str) -> Any:
        return self.labels.get(group) or self.label or self.header
