"""Invented samples of what belongs to a desk: clocks, rows, one case explained."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.console.clock import ClockFace


def faces(now: datetime) -> list[ClockFace]:
    def face(label: Any, state: str, left: int, of: int, note: Any = "") -> ClockFace:
        due = now + timedelta(seconds=left)
        return ClockFace(label, state, left, due, due - timedelta(seconds=of), note)

    return [
        face(_("Answer"), "late", -728, 900),
        face(_("Arrange"), "near", 1120, 4200),
        face(_("Judge"), "running", 2470, 3600),
        face(_("Finish"), "paused", 3600, 9000, _("waiting for the family to call")),
        face(_("Answer"), "kept", 300, 900),
        face(_("Answer"), "kept_late", -120, 900),
        face(_("Hospital answers"), "late", -391, 900),
    ]


NAMES = ("number", "at", "name", "more", "groups", "need", "control", "community", "state", "owner")
DIALYSIS = ("0137", "09:42", "李**", _("F 67"), [_("dialysis"), _("elderly")], _("treatment session"))
ONCOLOGY = ("0129", "09:20", "赵**", _("M 58"), [_("oncology")], _("treatment session"))
CHRONIC = ("0144", "10:01", "周**", _("F 44"), [_("chronic illness")], _("medicine"))
PREGNANT = ("0141", "09:57", "陈**", _("F 29"), [_("pregnant")], _("outpatient visit"))
CONSULTED = ("0120", "09:01", "卫**", _("F 50"), [_("oncology")], _("consultation"))
SUPPLIED = ("0118", "08:58", "蒋**", _("F 76"), [_("chronic illness")], _("medicine"))


def rows(faces: list[ClockFace]) -> list[dict[str, Any]]:
    people = [
        (faces[0], *DIALYSIS, _("central isolation"), "安乐社区", _("received"), "—"),
        (faces[6], *ONCOLOGY, _("sealed area"), "通天社区", _("arranged"), "周"),
        (faces[1], *CHRONIC, _("home isolation"), "健康路", _("received"), "—"),
        (faces[2], *PREGNANT, _("controlled area"), "安埠社区", _("answered"), "王"),
        (faces[3], *CONSULTED, _("home monitoring"), "建筑社区", _("judged"), "王"),
        (faces[4], *SUPPLIED, _("sealed area"), "新成社区", _("under way"), "张"),
    ]
    return [dict(zip(("clock", *NAMES), row, strict=True), number=f"20261121-{row[1]}") for row in people]


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Clock")},
        {"label": _("Number · received"), "sort": "number"},
        {"label": _("Resident · groups")},
        {"label": _("Need · control")},
        {"label": _("Community"), "class": "wide-only"},
        {"label": _("Stands at")},
        {"label": _("Whose"), "class": "wide-only"},
    ]


def tabs() -> list[dict[str, Any]]:
    return [
        {"label": _("All open"), "url": "#", "count": 128, "current": True},
        {"label": _("Overdue"), "url": "#", "count": 6, "tone": "late"},
        {"label": _("Due within 30 minutes"), "url": "#", "count": 14, "tone": "near"},
        {"label": _("Dialysis"), "url": "#", "count": 22},
    ]


def actions() -> list[dict[str, Any]]:
    return [
        {"label": _("Record the answer"), "key": "A", "primary": True, "form": True, "url": "#"},
        {"label": _("Judge"), "key": "J", "form": True, "url": "#"},
        {"label": _("Ask the hospital"), "key": "H", "form": True, "url": "#"},
        {"label": _("Transfer"), "form": True, "url": "#"},
        {"label": _("Cancel the request"), "form": True, "url": "#", "danger": True},
    ]


def clauses() -> list[dict[str, Any]]:
    return [
        {
            "clause": "T3b",
            "text": _(
                "Dialysis patients in isolation are taken by dedicated vehicle to the hospital that treats them."
            ),
        },
        {"clause": "N1", "text": _("Nobody may be refused for lack of a test result.")},
        {"clause": "B4b", "text": _("Dedicated vehicle, cab and cabin separated.")},
    ]


def entries(now: datetime) -> list[dict[str, Any]]:
    def ago(minutes: int) -> datetime:
        return now - timedelta(minutes=minutes)

    return [
        {"at": ago(2), "text": _("Escalated to level 2, the city supervisor; delivered")},
        {
            "at": ago(14),
            "text": _("Answer overdue, escalated to level 1, the district supervisor"),
            "tone": "late",
            "by": _("acknowledged by Zhao"),
        },
        {"at": ago(28), "text": _("Policy proposes an outing by vehicle to the treating hospital")},
        {
            "at": ago(29),
            "text": _("Received by the hotline"),
            "detail": _("“Mother is due for dialysis today, and the isolation point says there is no car …”"),
        },
    ]


def buttons() -> list[dict[str, Any]]:
    return [
        {"label": _("Take a call"), "kind": "primary", "key": "F2"},
        {"label": _("Judge"), "kind": "plain", "key": "J"},
        {"label": _("Save as tab"), "kind": "quiet", "icon": "plus-lg"},
        {"label": _("Cancel the request"), "kind": "danger"},
    ]


def chips() -> list[dict[str, Any]]:
    return [
        {"text": _("dialysis"), "tone": "group"},
        {"text": _("central isolation")},
        {"text": _("wheelchair")},
        {"text": _("refused, forbidden reason"), "tone": "late"},
        {"text": _("test expires soon"), "tone": "near"},
        {"text": _("home again"), "tone": "kept"},
        {"text": _("paused"), "tone": "paused"},
    ]


def banners() -> list[dict[str, Any]]:
    return [
        {
            "tone": "late",
            "icon": "alarm",
            "title": _("Two hours without cover."),
            "text": _("Nobody answers the line of Anle community from 18:00 to 20:00."),
            "url": "#",
            "label": _("Fill the roster"),
        },
        {"tone": "near", "icon": "wifi-off", "text": _("No network · 2 waiting to be sent")},
        {"tone": "kept", "icon": "check-lg", "text": _("The answer was recorded.")},
        {"tone": "info", "icon": "info-circle", "text": _("This is a drill. Nothing here touches live figures.")},
    ]
