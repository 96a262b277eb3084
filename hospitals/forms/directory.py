"""What the directory of institutions is narrowed by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.selectors.directory import CLOSED, OPEN, STALE, UNREPORTED
from hospitals.vocabulary import Kind, Need

SHOWN = [
    ("", _("all")), (OPEN, _("open")), (CLOSED, _("closed")), (STALE, _("figures stale")),
    (UNREPORTED, _("never reported")),
]  # fmt: skip


class DirectoryForm(forms.Form):
    q = forms.CharField(
        label=pgettext_lazy("institution", "name"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("institution", "kind"),
        required=False,
        choices=[("", pgettext_lazy("institution", "every kind")), *Kind.choices],
    )
    need = forms.ChoiceField(label=_("Slots for"), required=False, choices=[("", _("any need")), *Need.choices])
    show = forms.ChoiceField(label=_("Show"), required=False, choices=SHOWN)
    area = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput())

    def chosen(self) -> dict[str, Any]:
        """What is narrowed, without what makes no sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
