"""The period of a report: whole days, as they are typed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = timedelta(days=92)


class PeriodForm(forms.Form):
    """A period of whole days, both included, and a place. Empty: today, and the widest place of the reader."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    area = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        today = timezone.localdate()
        since = data.get("since") or data.get("until") or today
        until = data.get("until") or max(since, today)
        if since > until:
            self.add_error("until", _("The period ends before it begins."))
        elif until - since > LONGEST:
            self.add_error("since", _("At most three months at a time."))
        return {**data, "since": since, "until": until}

    def instants(self) -> tuple[datetime, datetime]:
        """[from the first midnight, to the midnight after the last day)."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return _midnight(since), _midnight(until + timedelta(days=1))

    @staticmethod
    def today() -> tuple[datetime, datetime]:
        """What is shown while the period that was typed makes no sense."""
        return _midnight(timezone.localdate()), _midnight(timezone.localdate() + timedelta(days=1))


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
