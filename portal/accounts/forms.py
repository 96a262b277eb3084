"""What people fill in: name and password, codes, their profile, hours of the roster."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User

LONGEST_SHIFT = timedelta(hours=24)


class DateTimeInput(forms.DateTimeInput):
    """The browser's own picker, to the minute."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class LogInForm(AuthenticationForm):
    """Name and password; `shared` ends the session with the browser instead of with the shift."""

    shared = forms.BooleanField(
        label=_("Others use this computer too: log me out when the browser closes"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")


class CodeForm(forms.Form):
    """A code of six digits from the telephone, or one from the paper."""

    code = forms.CharField(
        label=_("Code"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "data-no-draft": True}),
    )


class FirstCodeForm(CodeForm):
    """Only the telephone's: it proves that the secret arrived there."""

    code = forms.RegexField(
        r"^\s*\d{3}\s?\d{3}\s*$",
        label=_("The six digits that the telephone shows now"),
        error_messages={"invalid": _("Six digits are needed.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "data-no-draft": True}),
    )


class ProfileForm(forms.ModelForm):
    """What one may change of one's account. The language has its switch in the frame."""

    class Meta:
        model = User
        fields = ["display_name"]


class ShiftForm(forms.Form):
    """Hours of one person on the line of one area, and for how many days in a row."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("On duty"))
    phone = forms.CharField(label=_("Telephone of the line"), max_length=30)
    starts_at = forms.DateTimeField(label=_("Starts"), widget=DateTimeInput)
    ends_at = forms.DateTimeField(label=_("Ends"), widget=DateTimeInput)
    repeat_days = forms.IntegerField(label=_("Days in a row"), min_value=1, max_value=31, initial=1)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and not starts_at < ends_at <= starts_at + LONGEST_SHIFT:
            self.add_error("ends_at", _("A shift ends after it starts, and within a day."))
        return data
