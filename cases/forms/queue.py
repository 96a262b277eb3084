"""What narrows the queue: codes, which may stand in an address, and a text, which may be a telephone number."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models import SavedTab
from cases.models.vocabulary import OPEN_STATES, Group, Need, Severity
from cases.selectors.queue import Cursor, Filters
from portal.commitments.kinds import KINDS

LIGHTS = [("", ""), ("overdue", _("overdue")), ("near", _("due soon")), ("paused", _("paused"))]
PRIVATE = ("text",)


def any_of(choices: Any, everything: Any = "") -> list[tuple[str, Any]]:
    """The choices after one that narrows nothing and says what the list is about: it stands in for a label."""
    return [("", everything), *choices]


def narrowing(label: Any, choices: Any, everything: Any) -> forms.ChoiceField:
    widget = forms.Select(attrs={"aria-label": label})
    return forms.ChoiceField(label=label, required=False, choices=any_of(choices, everything), widget=widget)


class QueueForm(forms.Form):
    """Unknown values narrow nothing: an old link still opens the queue."""

    text = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "placeholder": _("Number, telephone, name, pinyin"),
                "aria-label": _("Search"),
            }
        ),
    )
    group = narrowing(_("Group"), Group.choices, _("All groups"))
    state = narrowing(_("Step"), [(state.value, state.label) for state in OPEN_STATES], _("All steps"))
    need = narrowing(_("Need"), Need.choices, _("All needs"))
    severity = narrowing(_("Severity"), Severity.choices, _("Every severity"))
    # Set by the tabs and the list of places.
    area = forms.RegexField(r"^\d{1,20}$", required=False, widget=forms.HiddenInput())
    light = forms.ChoiceField(required=False, choices=LIGHTS, widget=forms.HiddenInput())
    kind = forms.ChoiceField(required=False, choices=any_of((k, k) for k in KINDS), widget=forms.HiddenInput())
    mine = forms.BooleanField(required=False, widget=forms.HiddenInput())

    def filters(self) -> Filters:
        self.is_valid()
        return Filters(**{name: value for name, value in self.cleaned_data.items() if value})


def query_of(filters: Filters) -> str:
    """The filter as an address carries it: codes only. A text that was searched for is left out on purpose."""
    told = {name: value for name, value in asdict(filters).items() if value and name not in PRIVATE}
    return urlencode({name: 1 if value is True else value for name, value in told.items()})


def cursor_in(text: str) -> Cursor | None:
    """Where the next page begins; None when somebody wrote the address by hand."""
    try:
        return Cursor.parse(text)
    except ValueError:
        return None


class SaveTabForm(forms.ModelForm):
    """The name under which an operator keeps a filter."""

    class Meta:
        model = SavedTab
        fields = ("name",)
        labels = {"name": pgettext_lazy("saved tab", "Name")}

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        if SavedTab.objects.filter(user=self.instance.user, name=name).exists():
            raise forms.ValidationError(_("You already have a tab of this name."))
        return name
