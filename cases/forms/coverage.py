"""What narrows and orders the coverage of the registers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.forms.queue import narrowing
from cases.models.vocabulary import Group
from cases.selectors.coverage import ORDERS
from portal.areas.models import Level


class CoverageForm(forms.Form):
    """Unknown values narrow nothing: an old link still opens the page."""

    area = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput())
    order = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput())
    group = narrowing(_("Group"), Group.choices, _("All groups"))
    level = forms.ChoiceField(
        label=pgettext_lazy("coverage", "By"),
        required=False,
        choices=[(level.value, level.label) for level in (Level.COMMUNITY, Level.STREET, Level.DISTRICT)],
    )

    def chosen(self) -> dict[str, Any]:
        """As cases.selectors.coverage.coverage takes it."""
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if value}
        if told.get("order", "").lstrip("-") not in ORDERS:
            told.pop("order", None)
        return told
