"""What is typed to open a series of slots, and to change one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.models import Slot
from hospitals.vocabulary import Need

LONGEST = timedelta(days=31)
WEEKDAYS = [
    (0, pgettext_lazy("weekday", "Mon")), (1, pgettext_lazy("weekday", "Tue")), (2, pgettext_lazy("weekday", "Wed")),
    (3, pgettext_lazy("weekday", "Thu")), (4, pgettext_lazy("weekday", "Fri")), (5, pgettext_lazy("weekday", "Sat")),
    (6, pgettext_lazy("weekday", "Sun")),
]  # fmt: skip


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def _hour(label: Any, initial: str) -> forms.TimeField:
    return forms.TimeField(label=label, initial=initial, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class SeriesForm(forms.Form):
    """A day, or some days of some weeks; every so many minutes from one hour to another, so many people each."""

    since = _day(_("From day"), initial=timezone.localdate)
    until = _day(_("To day"), required=False, help_text=_("Empty: this one day."))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On"), choices=WEEKDAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every day."),
    )  # fmt: skip
    begins = _hour(_("From hour"), "08:00")
    ends = _hour(_("To hour"), "12:00")
    every = forms.IntegerField(
        label=_("Every … minutes"), min_value=5, max_value=480, initial=30,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    capacity = forms.IntegerField(
        label=_("People each"), min_value=1, max_value=999, initial=4,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    need = forms.ChoiceField(label=_("Need"), choices=[("", _("any")), *Need.choices], required=False)
    department = forms.CharField(label=_("Department"), max_length=60, required=False)

    def clean_since(self) -> date:
        since = self.cleaned_data["since"]
        if since < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return since

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until") or data.get("since")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins."))
        elif since and until and until - since > LONGEST:
            self.add_error("until", _("At most a month at a time."))
        if data.get("begins") and data.get("ends") and data["ends"] <= data["begins"]:
            self.add_error("ends", _("This hour is not after the first."))
        if not self.errors and not self.days():
            self.add_error("weekdays", _("None of these days lies in the period."))
        return data

    def days(self) -> list[date]:
        since = self.cleaned_data["since"]
        until, on = self.cleaned_data.get("until") or since, self.cleaned_data.get("weekdays") or range(7)
        period = (since + timedelta(days=number) for number in range((until - since).days + 1))
        return [day for day in period if day.weekday() in on]

    def wishes(self) -> dict[str, Any]:
        """As the service is asked."""
        names = ("begins", "ends", "every", "capacity", "need", "department")
        return {"days": self.days(), **{name: self.cleaned_data[name] for name in names}}


class SlotForm(forms.ModelForm):
    """How many one slot holds."""

    class Meta:
        model = Slot
        fields = ("capacity",)
