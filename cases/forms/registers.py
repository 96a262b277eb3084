"""What narrows a register, and the upload of one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.queue import narrowing
from cases.models.vocabulary import Group
from cases.selectors.freshness import FRESHNESS
from cases.selectors.registers import Narrowing
from portal.audit.reveals import SHORTEST_REASON
from portal.sheets.opening import LARGEST_FILE


class RegisterForm(forms.Form):
    """Unknown values narrow nothing. Whom somebody searches for is not among them: that never stands in an address."""

    area = forms.ChoiceField(label=_("Place"), required=False, widget=forms.Select(attrs={"aria-label": _("Place")}))
    group = narrowing(_("Group"), Group.choices, _("All groups"))
    fresh = narrowing(_("Verified"), FRESHNESS.items(), _("all that stand"))

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


class ExportForm(forms.Form):
    """How a register leaves: masked, as every screen shows it, or whole for a reason that the journal keeps."""

    format = forms.ChoiceField(label=_("Format"), choices=[("xlsx", "XLSX"), ("csv", "CSV")], initial="xlsx")
    whole = forms.BooleanField(
        label=_("Whole: names, numbers and addresses unmasked"),
        required=False,
        help_text=_("It can be imported again. The reason is kept in the journal."),
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)

    def __init__(self, *args, may_be_whole, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not may_be_whole:
            del self.fields["whole"], self.fields["reason"]

    def clean(self):
        data = super().clean() or self.cleaned_data
        if data.get("whole") and len(data.get("reason", "").strip()) < SHORTEST_REASON:
            self.add_error("reason", _("Say why you need it whole."))
        return data

    def why(self) -> str:
        """The reason for which it leaves whole; empty: it leaves masked."""
        return self.cleaned_data["reason"].strip() if self.cleaned_data.get("whole") else ""
