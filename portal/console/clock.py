"""How a promise's clock is read aloud and drawn: its light, its word and its digits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import floor
from typing import Any

from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

WORDS = {
    "late": _("overdue"),
    "near": pgettext_lazy("clock", "left"),
    "running": pgettext_lazy("clock", "left"),
    "kept": _("kept"),
    "kept_late": _("kept late"),
    "paused": _("paused"),
    "released": _("released"),
}


@dataclass(frozen=True, slots=True)
class ClockFace:
    """What a clock shows. `state` chooses colour and word; `seconds` left is negative when late, None when at rest."""

    label: Any
    state: str
    seconds: int | None
    due_at: datetime | None
    started_at: datetime | None = None
    note: Any = ""
    escalated: Any = ""

    @property
    def word(self) -> Any:
        return WORDS[self.state]

    @property
    def is_ticking(self) -> bool:
        return self.seconds is not None and self.state in {"late", "near", "running"}

    @property
    def digits(self) -> str:
        return digits(self.seconds) if self.is_ticking and self.seconds is not None else ""

    @property
    def roughly(self) -> str:
        return roughly(self.seconds) if self.is_ticking and self.seconds is not None else ""

    @property
    def used(self) -> int:
        """How much of the time is gone, in percent from 0 to 100."""
        if not (self.due_at and self.started_at) or self.seconds is None:
            return 100 if self.state in {"late", "kept", "kept_late"} else 0
        total = max(1.0, (self.due_at - self.started_at).total_seconds())
        return max(0, min(100, round(100 * (total - self.seconds) / total)))


def digits(seconds: int) -> str:
    """12:08 when late under an hour, else 01:12:08; what is left always with hours, 00:18:40: a column lines up."""
    hours, rest = divmod(abs(seconds), 3600)
    minutes, secs = divmod(rest, 60)
    if seconds < 0 and hours == 0:
        return f"{minutes:02d}:{secs:02d}"
    return f"{hours:02d}:{minutes:02d}:{secs:02d}"


def roughly(seconds: int) -> str:
    """The same for people on their feet: minutes, then hours, then days."""
    minutes = abs(seconds) // 60
    if minutes < 100:
        return ngettext("%(count)d min", "%(count)d min", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(count)d h", "%(count)d h", hours) % {"count": hours}
    return ngettext("%(count)d day", "%(count)d days", hours // 24) % {"count": hours // 24}


def drawn_clock(face: ClockFace, *, bare: bool = False, coarse: bool = False) -> SafeString:
    """The clock as it stands on a page; js/clocks.js ticks [data-clock] by data-due (an ISO instant) and data-state.

    The one component without a template: a queue shows a hundred, and no two are alike for longer than a second.
    """
    label = "" if bare else str(face.label)
    word = str(face.note if face.state == "paused" and face.note else face.word)
    if not (face.is_ticking and face.due_at):
        return _at_rest(face.state, label, word, coarse)
    before, between, shown, after = _ticking(face.state, label, word, coarse)
    due = timezone.localtime(face.due_at).isoformat()
    digits_ = escape(face.roughly) if coarse else face.digits
    return SafeString(f"{before}{due}{between}{due}{shown}{digits_}{after}")


@lru_cache(maxsize=2_000)
def _at_rest(state: str, label: str, word: str, coarse: bool) -> SafeString:
    return format_html('<span class="{}">{}</span>', _css(state, coarse), _words(label, word))


@lru_cache(maxsize=2_000)
def _ticking(state: str, label: str, word: str, coarse: bool) -> tuple[str, str, str, str]:
    """What stands before the due time, between it and itself again, before the digits, and after them."""
    return (
        format_html('<span class="{}" data-clock data-state="{}" data-due="', _css(state, coarse), state),
        format_html(
            '"{}>{} <time class="clock__digits" datetime="',
            SafeString(" data-coarse" if coarse else ""),
            _words(label, word),
        ),
        '">',
        "</time></span>",
    )


def _css(state: str, coarse: bool) -> str:
    return f"clock clock--{state} clock--coarse" if coarse else f"clock clock--{state}"


def _words(label: str, word: str) -> SafeString:
    kind = format_html('<span class="clock__kind">{}</span> ', label) if label else ""
    return format_html('{}<span class="clock__word">{}</span>', kind, word)


def face_of(commitment: Any, *, label: Any = "") -> ClockFace:
    """The face of a commitment that carries `light` and `seconds_left` (see commitments.selectors.with_light)."""
    return ClockFace(
        label=label or commitment.label,
        state=_state(commitment),
        seconds=floor(commitment.seconds_left),
        due_at=commitment.due_at,
        started_at=commitment.started_at,
        note=commitment.pause_reason if commitment.paused_at else "",
        escalated=getattr(commitment, "escalated", ""),
    )


def _state(commitment: Any) -> str:
    """From the light, which the database computed; how it was settled decides the rest."""
    if commitment.light == "green":
        return "kept_late" if commitment.broken_at else "kept"
    if commitment.light == "grey":
        return "released" if commitment.released_at else "paused"
    return {"red": "late", "yellow": "near"}.get(commitment.light, "running")
