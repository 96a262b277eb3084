"""Invented samples of what people on their feet see: cards, steps, figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.console.clock import ClockFace


def steps(now: datetime) -> list[dict[str, Any]]:
    done = [_("Assigned"), _("Departed"), _("Out of the gate")]
    todo = [_("Received"), _("Home again")]
    steps = [
        {"label": label, "state": "done", "at": now - timedelta(minutes=60 - 15 * i)} for i, label in enumerate(done)
    ]
    return [
        *steps,
        {"label": _("At the hospital"), "state": "now"},
        *({"label": label, "state": "todo"} for label in todo),
    ]


def tiles() -> list[dict[str, Any]]:
    return [
        {"number": 1, "label": _("overdue"), "tone": "late", "url": "#"},
        {"number": 4, "label": _("to do"), "url": "#"},
        {"number": 7, "label": _("to verify"), "url": "#"},
    ]


def cards(faces: list[ClockFace]) -> list[dict[str, Any]]:
    call = {"label": _("Call"), "url": "tel:13800000000"}
    return [
        {
            "title": _("Medicine · Grandmother Jiang"),
            "text": _("Building 7, entrance 2, 301 · two boxes for blood pressure"),
            "clock": faces[0],
            "actions": [call, {"label": _("Delivered"), "post": "#", "primary": True}],
        },
        {
            "title": _("Transport · Li** to dialysis"),
            "text": _("Gate of isolation point B · vehicle 黑A·12 arrives 10:35 · wheelchair"),
            "clock": faces[1],
            "actions": [call, {"label": _("On board"), "post": "#", "primary": True}],
        },
        {
            "title": _("Verify · building 9, five households"),
            "text": _("pregnant 1 · elderly 3 · dialysis 1"),
            "when": _("today"),
            "actions": [
                {"label": _("One by one"), "url": "#"},
                {"label": _("Nothing changed"), "post": "#", "primary": True},
            ],
        },
    ]


def paper() -> dict[str, Any]:
    return {
        "pairs": [
            (_("Vehicle"), "黑A·12"),
            (_("Driver"), _("Sun, 139****2201")),
            (_("Resident"), "李**"),
            (_("Pick up"), _("Gate of isolation point B, 10:35")),
            (_("Hospital"), "香坊区人民医院"),
            (_("Entrance"), _("dialysis centre, east gate")),
        ],
        "signatures": [_("Dispatcher"), _("Driver"), _("Received by")],
    }
