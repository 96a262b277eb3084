"""Invented samples for the page that shows every component side by side."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.console.vocabulary import desk, field
from portal.console.vocabulary.form import SampleForm
from portal.console.vocabulary.frame import SampleFrame

__all__ = ["samples"]


def samples() -> dict[str, Any]:
    now = timezone.now()
    faces = desk.faces(now)
    return {
        "faces": faces,
        "bars": [faces[0], faces[1], faces[3]],
        "rows": desk.rows(faces),
        "tabs": desk.tabs(),
        "columns": desk.columns(),
        "frame": SampleFrame(),
        "field_place": _("Anle community · grid 3"),
        "field_line": _("Saturday 21 November · Zhang (grid worker)"),
        "actions": desk.actions(),
        "buttons": desk.buttons(),
        "chips": desk.chips(),
        "groups": desk.chips()[:3],
        "banners": desk.banners(),
        "clauses": desk.clauses(),
        "entries": desk.entries(now),
        "steps": field.steps(now),
        "tiles": field.tiles(),
        "cards": field.cards(faces),
        "paper": field.paper(),
        "now": now,
        "pairs": [
            (_("Telephone"), "138****0452"),
            (_("Address"), "安乐街 ***"),
            (_("Hospital"), "香坊区人民医院"),
            (_("Companion"), ""),
        ],
        "form": SampleForm(initial={"severity": "urgent", "groups": ["dialysis"]}),
        "wrong": SampleForm({"phone": "", "need": "session", "severity": ""}, prefix="wrong"),
    }
