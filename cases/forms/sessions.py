"""The list of a day as it is sent: who goes, who does not and why; and what narrows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from cases.forms.queue import narrowing
from cases.models import PlannedSession
from cases.models.sessions import SkipReason
from cases.models.vocabulary import Group
from cases.selectors.sessions import Narrowing
from cases.sessions.rhythm import TREATED
from hospitals.models import Hospital

GOES, LATER = "", "later"
# What stands beside each row; for any other reason the session has a dialog of its own, with room for words.
CHOICES = [
    (GOES, _("on the list")),
    *((code, label) for code, label in SkipReason.choices if code != SkipReason.OTHER),
    (LATER, _("decide later")),
]
TREATED_GROUPS = [(code, label) for code, label in Group.choices if code in TREATED]


class DayForm(forms.Form):
    """Unknown values narrow nothing; without a day it is tomorrow's list, that is submitted today."""

    on = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    area = forms.ChoiceField(label=_("Place"), required=False)
    group = narrowing(_("Group"), TREATED_GROUPS, _("All groups"))
    hospital = forms.ModelChoiceField(
        label=_("Hospital"), required=False, queryset=Hospital.objects.none(), empty_label=_("All hospitals")
    )

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", _("All places")), *places]
        treating = PlannedSession.objects.exclude(hospital=None).values("hospital")
        self.fields["hospital"].queryset = Hospital.objects.filter(pk__in=treating).order_by("name")

    def narrowed(self) -> Narrowing:
        self.is_valid()
        told = self.cleaned_data
        hospital = told.get("hospital")
        return Narrowing(
            on=told.get("on") or timezone.localdate() + timedelta(days=1),
            area=told.get("area") or "",
            group=told.get("group") or "",
            hospital=hospital.pk if hospital else None,
        )


@dataclass(slots=True)
class SentList:
    """The rows of a list as they were sent. A row that the sender did not see is not theirs to submit."""

    going: list[PlannedSession] = field(default_factory=list)
    left_out: dict[UUID, str] = field(default_factory=dict)
    errors: dict[UUID, Any] = field(default_factory=dict)

    @property
    def rows(self) -> list[PlannedSession]:
        return self.going


def read_list(data: Mapping[str, Any], sessions: Iterable[PlannedSession]) -> SentList:
    """`data` holds one choice per row, named by its session; sessions without one were not on the page."""
    sent, known = SentList(), dict(CHOICES)
    for session in sessions:
        choice = data.get(f"choice-{session.pk}")
        if choice is None or choice == LATER:
            continue
        if choice not in known:
            sent.errors[session.pk] = _("Choose one of the reasons.")
            continue
        sent.going.append(session)
        if choice != GOES:
            sent.left_out[session.pk] = choice
    return sent


def week_beginning(told: str) -> date:
    """The Monday of the week of this day; of this week, when nothing sensible was told."""
    try:
        day = parse_date(told) or timezone.localdate()
    except ValueError:
        day = timezone.localdate()
    return day - timedelta(days=day.isoweekday() - 1)
