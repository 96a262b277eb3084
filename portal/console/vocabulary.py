"""Invented samples for the page that shows every component side by side."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.console.clock import ClockFace


class SampleForm(forms.Form):
    """One field of every sort."""

    phone = forms.CharField(label=_("Telephone"), help_text=_("The number that is calling."))
    need = forms.ChoiceField(
        label=_("Need"), choices=[("session", _("treatment session")), ("medicine", _("medicine")), ("outpatient", _("outpatient visit"))]
    )
    groups = forms.MultipleChoiceField(
        label=_("Special groups"),
        choices=[("dialysis", _("dialysis")), ("elderly", _("elderly")), ("pregnant", _("pregnant")), ("child", _("child"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    severity = forms.ChoiceField(
        label=_("Severity"),
        choices=[("critical", _("critical")), ("urgent", _("urgent")), ("routine", _("routine"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("In their own words"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    expected_at = forms.DateTimeField(
        label=_("Expected"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), required=False
    )
    wheelchair = forms.BooleanField(label=_("Needs a wheelchair"), required=False)


def samples() -> dict[str, Any]:
    now = timezone.now()
    faces = _faces(now)
    return {
        "faces": faces,
        "bars": [faces[0], faces[1], faces[3]],
        "rows": _rows(faces),
        "tabs": _tabs(),
        "columns": [{"label": _("Clock")}, {"label": _("Number · received"), "sort": "number"}, {"label": _("Resident · groups")}, {"label": _("Need · control")}, {"label": _("Stands at")}],
        "actions": _actions(),
        "buttons": _buttons(),
        "chips": _chips(),
        "banners": _banners(),
        "clauses": _clauses(),
        "entries": _entries(now),
        "steps": _steps(now),
        "tiles": _tiles(),
        "cards": _cards(faces),
        "pairs": [(_("Telephone"), "138****0452"), (_("Address"), "安乐街 ***"), (_("Hospital"), "香坊区人民医院"), (_("Companion"), "")],
        "form": SampleForm(initial={"severity": "urgent", "groups": ["dialysis"]}),
        "wrong": SampleForm({"phone": "", "need": "session", "severity": ""}, prefix="wrong"),
    }


def _faces(now: datetime) -> list[ClockFace]:
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
    ]


def _rows(faces: list[ClockFace]) -> list[dict[str, Any]]:
    people = [
        ("20261121-0137", "09:42", "李**", _("F 67"), [_("dialysis"), _("elderly")], _("treatment session"), _("central isolation"), _("received")),
        ("20261121-0144", "10:01", "周**", _("F 44"), [_("chronic illness")], _("medicine"), _("home isolation"), _("received")),
        ("20261121-0141", "09:57", "陈**", _("F 29"), [_("pregnant")], _("outpatient visit"), _("controlled area"), _("answered")),
        ("20261121-0120", "09:01", "卫**", _("F 50"), [_("oncology")], _("consultation"), _("home monitoring"), _("judged")),
    ]
    names = ("number", "at", "name", "more", "groups", "need", "control", "state")
    return [dict(zip(names, row, strict=True), clock=face) for row, face in zip(people, faces, strict=False)]


def _tabs() -> list[dict[str, Any]]:
    return [
        {"label": _("All open"), "url": "#", "count": 128, "current": True},
        {"label": _("Overdue"), "url": "#", "count": 6, "tone": "late"},
        {"label": _("Due within 30 minutes"), "url": "#", "count": 14, "tone": "near"},
        {"label": _("Dialysis"), "url": "#", "count": 22},
    ]


def _actions() -> list[dict[str, Any]]:
    return [
        {"label": _("Record the answer"), "key": "A", "primary": True, "form": True, "url": "#"},
        {"label": _("Judge"), "key": "J", "form": True, "url": "#"},
        {"label": _("Ask the hospital"), "key": "H", "form": True, "url": "#"},
        {"label": _("Transfer"), "form": True, "url": "#"},
        {"label": _("Cancel the request"), "form": True, "url": "#", "danger": True},
    ]


def _clauses() -> list[dict[str, Any]]:
    return [
        {"clause": "T3b", "text": _("Dialysis patients in isolation are taken by dedicated vehicle to the hospital that treats them.")},
        {"clause": "N1", "text": _("Nobody may be refused for lack of a test result.")},
        {"clause": "B4b", "text": _("Dedicated vehicle, cab and cabin separated.")},
    ]


def _entries(now: datetime) -> list[dict[str, Any]]:
    def ago(minutes: int) -> datetime:
        return now - timedelta(minutes=minutes)

    return [
        {"at": ago(2), "text": _("Escalated to level 2, the city supervisor; delivered")},
        {"at": ago(14), "text": _("Answer overdue, escalated to level 1, the district supervisor"), "tone": "late", "by": _("acknowledged by Zhao")},
        {"at": ago(28), "text": _("Policy proposes an outing by vehicle to the treating hospital")},
        {"at": ago(29), "text": _("Received by the hotline"), "detail": _("“Mother is due for dialysis today, and the isolation point says there is no car …”")},
    ]


def _steps(now: datetime) -> list[dict[str, Any]]:
    done = [_("Assigned"), _("Departed"), _("Out of the gate")]
    todo = [_("Received"), _("Home again")]
    steps = [{"label": label, "state": "done", "at": now - timedelta(minutes=60 - 15 * i)} for i, label in enumerate(done)]
    return [*steps, {"label": _("At the hospital"), "state": "now"}, *({"label": label, "state": "todo"} for label in todo)]


def _tiles() -> list[dict[str, Any]]:
    return [
        {"number": 1, "label": _("overdue"), "tone": "late", "url": "#"},
        {"number": 4, "label": _("to do"), "url": "#"},
        {"number": 7, "label": _("to verify"), "url": "#"},
    ]


def _cards(faces: list[ClockFace]) -> list[dict[str, Any]]:
    call = {"label": _("Call"), "url": "tel:13800000000"}
    return [
        {"title": _("Medicine · Grandmother Jiang"), "text": _("Building 7, entrance 2, 301 · two boxes for blood pressure"), "clock": faces[0],
         "actions": [call, {"label": _("Delivered"), "post": "#", "primary": True}]},
        {"title": _("Transport · Li** to dialysis"), "text": _("Gate of isolation point B · vehicle 黑A·12 arrives 10:35 · wheelchair"), "clock": faces[1],
         "actions": [call, {"label": _("On board"), "post": "#", "primary": True}]},
        {"title": _("Verify · building 9, five households"), "text": _("pregnant 1 · elderly 3 · dialysis 1"), "when": _("today"),
         "actions": [{"label": _("One by one"), "url": "#"}, {"label": _("Nothing changed"), "post": "#", "primary": True}]},
    ]


def _buttons() -> list[dict[str, Any]]:
    return [
        {"label": _("Take a call"), "kind": "primary", "key": "F2"},
        {"label": _("Judge"), "kind": "plain", "key": "J"},
        {"label": _("Save as tab"), "kind": "quiet", "icon": "plus-lg"},
        {"label": _("Cancel the request"), "kind": "danger"},
    ]


def _chips() -> list[dict[str, Any]]:
    return [
        {"text": _("dialysis"), "tone": "group"},
        {"text": _("central isolation")},
        {"text": _("wheelchair")},
        {"text": _("refused, forbidden reason"), "tone": "late"},
        {"text": _("test expires soon"), "tone": "near"},
        {"text": _("home again"), "tone": "kept"},
        {"text": _("paused"), "tone": "paused"},
    ]


def _banners() -> list[dict[str, Any]]:
    return [
        {"tone": "late", "icon": "alarm", "title": _("Two hours without cover."), "text": _("Nobody answers the line of Anle community from 18:00 to 20:00."), "url": "#", "label": _("Fill the roster")},
        {"tone": "near", "icon": "wifi-off", "text": _("No network · 2 waiting to be sent")},
        {"tone": "kept", "icon": "check-lg", "text": _("The answer was recorded.")},
        {"tone": "info", "icon": "info-circle", "text": _("This is a drill. Nothing here touches live figures.")},
    ]
