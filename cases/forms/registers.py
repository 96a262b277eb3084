"""What narrows a register, and the upload of one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.queue import narrowing
from cases.models.vocabulary import Group
from cases.registers.opening import LARGEST_FILE
from cases.selectors.registers import Narrowing


class RegisterForm(forms.Form):
    """Unknown values narrow nothing. Whom somebody searches for is not among them: that never stands in an address."""

    area = forms.ChoiceField(label=_("Place"), required=False, widget=forms.Select(attrs={"aria-label": _("Place")}))
    group = narrowing(_("Group"), Group.choices, _("All groups"))
    unverified = forms.BooleanField(label=_("never verified"), required=False)

    def __init__(self, *args, places, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", _("All places")), *places]

    def narrowed(self, text: str = "") -> Narrowing:
        self.is_valid()
        return Narrowing(**{name: value for name, value in self.cleaned_data.items() if value}, text=text)


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Spreadsheet (.xlsx)"),
        help_text=_("Nothing is written yet: you see first what would change."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 20 MB: divide it."), code="too_large")
        return file
