"""What the moves of a session ask for: why it is left out, to which day or shift it goes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.moves import note_field
from cases.models.sessions import ChangeKind, SkipReason
from cases.sessions.calendar import REACH, SHIFTS
from cases.sessions.rhythm import days_by_plan
from hospitals.models import Hospital
from portal.areas.models import Area
from portal.lifecycle.forms import MoveForm

KINDS_OF_A_DAY = [(code, label) for code, label in ChangeKind.choices if code != ChangeKind.EXTRA]
ONE_MORE = [(ChangeKind.EXTRA.value, ChangeKind.EXTRA.label)]
REASONS = [("", _("choose")), *SkipReason.choices]


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class SkipForm(MoveForm):
    journalled = ("reason",)
    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS)
    note = note_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("reason") == SkipReason.OTHER and not data.get("note"):
            self.add_error("note", _("Say which reason."))
        return data


class SendBackForm(MoveForm):
    note = note_field(label=_("What has to be put right"), required=True)


class ChangeDayForm(MoveForm):
    """Another day, another shift, or both; the rhythm goes on as before."""

    journalled = ("to_day", "to_shift")
    to_day = day_field(_("On this day instead"), required=False)
    to_shift = forms.TypedChoiceField(
        label=_("In this shift instead"), required=False, coerce=int, empty_value=None,
        choices=[("", _("as before")), *((number, str(number)) for number in SHIFTS)],
    )  # fmt: skip

    def prepare(self) -> None:
        if self.thing is not None and self.thing.group != "dialysis":
            del self.fields["to_shift"]

    def clean_to_day(self) -> date | None:
        day = self.cleaned_data["to_day"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        if day and abs(day - self.thing.origin) > REACH:
            raise forms.ValidationError(_("Not more than two weeks away: otherwise the plan itself has changed."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data.setdefault("to_shift", None)
        if not (data.get("to_day") or data["to_shift"] or self.errors):
            self.add_error("to_day", _("Say which day or which shift."))
        return data


class DayForm(forms.Form):
    """What differs for one day of an entry. A day that the rhythm does not know can only get one more session."""

    kind = forms.ChoiceField(label=_("On this day"), widget=forms.RadioSelect())
    to_day = day_field(_("On this day instead"), required=False)
    to_shift = forms.TypedChoiceField(
        label=_("In this shift instead"), required=False, coerce=int, empty_value=None,
        choices=[("", _("as before")), *((number, str(number)) for number in SHIFTS)],
    )  # fmt: skip
    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS[:-1], required=False)

    def __init__(self, *args: Any, entry: Any, origin: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.origin = origin
        is_known = origin in days_by_plan(entry.group, entry.plan or {}, origin, origin)
        self.fields["kind"].choices = [*(KINDS_OF_A_DAY if is_known else ONE_MORE), ("back", _("as the plan says"))]
        if entry.group != "dialysis":
            del self.fields["to_shift"]

    def clean_to_day(self) -> date | None:
        day = self.cleaned_data["to_day"]
        if day and abs(day - self.origin) > REACH:
            raise forms.ValidationError(_("Not more than two weeks away: otherwise the plan itself has changed."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        needs = {"moved": "to_day", "shifted": "to_shift", "skipped": "reason"}.get(data.get("kind", ""))
        if needs and not data.get(needs) and needs not in self.errors:
            self.add_error(needs if needs in self.fields else "kind", _("This is needed here."))
        return data

    def told(self) -> dict[str, Any]:
        """Only what belongs to the kind of change: another field may still hold what was thought of first."""
        data = self.cleaned_data
        takes = {"moved": ("to_day", "to_shift"), "shifted": ("to_shift",), "extra": ("to_shift",)}
        takes["skipped"] = ("reason",)
        return {"kind": data["kind"]} | {name: data[name] for name in takes.get(data["kind"], ()) if data.get(name)}


class ClosedDayForm(forms.Form):
    """A day on which a hospital, or everybody of a place, treats nobody of certain groups."""

    area = forms.ModelChoiceField(label=_("Place"), queryset=Area.objects.none())
    hospital = forms.ModelChoiceField(
        label=_("Hospital"), queryset=Hospital.objects.order_by("name"), required=False, empty_label=_("every hospital")
    )
    on = day_field(_("Day"))
    instead = day_field(_("Treated instead on"), required=False, help_text=_("Empty: each session has to be moved."))
    groups = forms.MultipleChoiceField(label=_("Groups"), widget=forms.CheckboxSelectMultiple())
    name = forms.CharField(label=_("Occasion"), max_length=40)

    def __init__(self, *args: Any, places: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = places
        self.fields["groups"].choices = groups

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        on, instead = data.get("on"), data.get("instead")
        if on and on < timezone.localdate():
            self.add_error("on", _("This day has passed."))
        if on and instead and (instead == on or abs(instead - on) > REACH):
            self.add_error("instead", _("Another day, not more than two weeks away."))
        return data
