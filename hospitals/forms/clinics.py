"""What the directory of online clinics and lines is narrowed by, and what its keeper fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hospitals.models import Hospital, OnlineClinic, Way
from hospitals.models.clinics import web_address
from portal.access.api import visible
from portal.areas.models import Area, Level

TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class DirectoryForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("all")), *OnlineClinic.Kind.choices], required=False)
    open = forms.BooleanField(label=_("open now"), required=False)
    whole_day = forms.BooleanField(label=_("24 hours"), required=False)


class ClinicForm(forms.ModelForm):
    """A line needs a telephone, a clinic an address or a telephone: else nobody could be sent there."""

    url = forms.URLField(label=_("Address"), required=False, assume_scheme="https", validators=[web_address])
    ways = forms.MultipleChoiceField(
        label=_("By way of"), choices=Way.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = OnlineClinic
        fields = (
            "name", "kind", "area", "hospital", "ways", "url", "phone", "opens_24h", "opens_at", "closes_at", "hours",
            "is_active",
        )  # fmt: skip
        widgets = {"opens_at": TIME, "closes_at": TIME}
        labels = {"opens_at": _("Opens at"), "closes_at": _("Closes at"), "hours": _("Hours, in words")}

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = visible(by, "clinic.keep", Area.objects.filter(level__in=(Level.CITY, Level.DISTRICT)))
        self.fields["area"].queryset = own.order_by("code")  # type: ignore[attr-defined]
        self.fields["hospital"].queryset = Hospital.objects.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        is_line = data.get("kind") in (OnlineClinic.Kind.PSYCHOLOGICAL, OnlineClinic.Kind.YOUTH)
        if is_line and not data.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("A line has a telephone number."))
        elif not is_line and not (data.get("url") or data.get("phone")) and not {"url", "phone"} & self.errors.keys():
            self.add_error("url", _("Give an address or a telephone number: else nobody can be sent there."))
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if (opens is None) != (closes is None) and not {"opens_at", "closes_at"} & self.errors.keys():
            lacking = "closes_at" if closes is None else "opens_at"
            self.add_error(lacking, _("Give both the time when it opens and the time when it closes."))
        return data
