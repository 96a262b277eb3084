"""Whose word stands where two rows of one resident say something else; and how large a place is looked through now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.duplicates.choosing import GONE, KEPT, Choice

SIDES = [(KEPT, _("the left one")), (GONE, _("the right one"))]


class MergeForm(forms.Form):
    """One field for each that both rows answer differently. Drawn by the page itself: a choice stands in each cell."""

    def __init__(self, *args: Any, choices: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for choice in choices:
            if choice.is_open:
                label = choice.field.verbose_name
                self.fields[choice.name] = forms.ChoiceField(label=label, choices=SIDES, initial=choice.taken)

    def chosen(self) -> dict[str, str]:
        """Only after is_valid()."""
        return dict(self.cleaned_data)

    def said(self) -> dict[str, str]:
        """What is ticked now, right or wrong: to draw the page again."""
        return {name: self[name].value() or "" for name in self.fields}
