"""What a supervisor chooses: the period, and which bookings behind which figure."""

from __future__ import annotations

from typing import Any

from django import forms

from hospitals.models import Hospital
from hospitals.selectors.supervision import COUNTED, VIOLATIONS, Period
from hospitals.vocabulary import Refusal
from portal.console.periods import PeriodForm


class BehindForm(PeriodForm):
    """The words of an address that opens a figure."""

    which = forms.ChoiceField(choices=[(name, name) for name in (*COUNTED, VIOLATIONS)])
    hospital = forms.ModelChoiceField(Hospital.objects.all(), required=False)
    code = forms.ChoiceField(choices=[("", ""), *Refusal.choices], required=False)


def period_of(form: PeriodForm, *, area: str = "") -> Period:
    """The period that was typed; today, while that makes no sense."""
    wrong = {"since", "until"} & form.errors.keys()
    since, until = PeriodForm.today() if wrong or not form.is_bound else form.instants()
    return Period(since, until, form.cleaned_data.get("area") or area)


def words_of(form: PeriodForm) -> dict[str, Any]:
    """The period as words of an address."""
    return {name: form.cleaned_data[name].isoformat() for name in ("since", "until") if form.cleaned_data.get(name)}
