"""What is typed into a line of the designation matrix, and what narrows the table of them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hospitals.models import Designation, Hospital
from hospitals.selectors.matrix import ALL, OVER, STANDING, districts_of, kept_hospitals, kept_places
from hospitals.vocabulary import Control, Group, Need, Severity
from portal.areas.models import Area

OLDEST = 130
SEPARATORS = re.compile(r"[\s,，、;；]+")
ANY = _("any")


def _ticked(choices: Any, label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices.choices,
        label=label,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text or _("None ticked: any."),
    )


class LineForm(forms.ModelForm):
    """One line. `user` decides which institutions and places may be named; what a line names already may stay."""

    needs = _ticked(Need, _("needs"))
    groups = _ticked(
        Group,
        _("specialty or group"),
        _("None ticked: any. Obstetrics: pregnant, postpartum. Paediatrics: child, newborn."),
    )
    controls = _ticked(Control, _("control statuses"))
    severities = _ticked(Severity, _("severities"))
    serves = forms.MultipleChoiceField(label=_("serves"), required=False, widget=forms.CheckboxSelectMultiple)
    places = forms.CharField(
        label=_("serves, smaller places"),
        required=False,
        max_length=400,
        help_text=_("Codes of streets or communities, with commas between."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Designation
        fields = (
            "hospital", "needs", "groups", "controls", "severities", "age_from", "age_to", "serves", "places", "since",
            "until", "hours_from", "hours_to", "cite", "note",
        )  # fmt: skip
        widgets = {
            "since": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "hours_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "hours_to": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {
            "hours_from": _("Both empty: at every hour. 20:00 to 08:00 is the night."),
            "until": _("The last day. Empty: until somebody ends the line."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["hospital"].queryset = kept_hospitals(user) | Hospital.objects.filter(pk=self.instance.hospital_id)  # type: ignore[attr-defined]
        known = {area.pk: area for area in self.instance.serves.all()} if self.instance.pk else {}
        offered = {area.pk: area for area in districts_of(user, "designation.keep")}
        wide = {code: area for code, area in known.items() if len(code) <= 6}
        self.fields["serves"].choices = [(area.pk, area.name) for area in (offered | wide).values()]  # type: ignore[attr-defined]
        self.known = set(known)
        if self.instance.pk:
            self.fields["hospital"].disabled = True  # another institution is another line
            self.initial["serves"] = [code for code in known if code in offered | wide]
            self.initial["places"] = ", ".join(code for code in known if code not in offered | wide)
            self.initial["seen"] = self.instance.changed_at.isoformat()

    def clean_places(self) -> list[str]:
        """Codes, each of a place that this person keeps, or that the line serves already."""
        codes = [code for code in SEPARATORS.split(self.cleaned_data["places"]) if code]
        there = set(kept_places(self.user).filter(pk__in=codes).values_list("pk", flat=True)) | self.known
        if unknown := [code for code in codes if code not in there]:
            raise forms.ValidationError(_("You keep no place with the code %(code)s."), params={"code": unknown[0]})
        return codes

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        check_ages(self, said)
        check_times(self, said)
        if not said.get("serves") and not said.get("places") and "places" not in self.errors:
            self.add_error("serves", _("Say which places it serves."))
        return said

    def columns(self) -> dict[str, Any]:
        taken_apart = ("hospital", "serves", "places", "seen")
        return {name: value for name, value in self.cleaned_data.items() if name not in taken_apart}

    def codes(self) -> list[str]:
        return [*self.cleaned_data["serves"], *self.cleaned_data["places"]]


def check_ages(form: forms.BaseForm, said: dict[str, Any]) -> None:
    youngest, oldest = said.get("age_from"), said.get("age_to")
    for name, age in (("age_from", youngest), ("age_to", oldest)):
        if age is not None and age > OLDEST:
            form.add_error(name, _("Nobody is that old."))
    if youngest is not None and oldest is not None and oldest < youngest:
        form.add_error("age_to", _("The age to which it takes people lies below the age from which it does."))


def check_times(form: forms.BaseForm, said: dict[str, Any]) -> None:
    since, until = said.get("since"), said.get("until")
    if since and until and until < since:
        form.add_error("until", _("A designation cannot end before it begins."))
    begins, ends = said.get("hours_from"), said.get("hours_to")
    if (begins is None) != (ends is None) and not {"hours_from", "hours_to"} & form.errors.keys():
        form.add_error("hours_to" if ends is None else "hours_from", _("Give both hours, or none."))
    if begins is not None and begins == ends:
        form.add_error("hours_to", _("From and to are the same hour: leave both empty for the whole day."))


class EndForm(forms.Form):
    """When a line ends: now, unless a last day is named."""

    last_day = forms.DateField(
        label=_("last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: from this minute on it names nobody."),
    )

    def clean_last_day(self) -> Any:
        day = self.cleaned_data["last_day"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("That day is over. Leave it empty to end the line now."))
        return day


class MatrixForm(forms.Form):
    """What narrows the table. Unknown values narrow nothing."""

    q = forms.CharField(
        label=_("Institution"), required=False, max_length=40, widget=forms.TextInput({"type": "search"})
    )
    need = forms.ChoiceField(label=_("Need"), required=False, choices=[("", ANY), *Need.choices])
    group = forms.ChoiceField(label=_("Specialty or group"), required=False, choices=[("", ANY), *Group.choices])
    control = forms.ChoiceField(label=_("Control status"), required=False, choices=[("", ANY), *Control.choices])
    area = forms.ChoiceField(label=_("Serves"), required=False)
    state = forms.ChoiceField(
        label=_("Lines"),
        required=False,
        choices=[(STANDING, _("in force or to come")), (OVER, _("ended")), (ALL, _("all of them"))],
    )
    hospital = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(area.pk, area.name) for area in districts_of(user, "designation.view")]
        wanted = str(self.data.get("area", ""))
        if wanted and wanted not in dict(places) and (named := Area.objects.filter(pk=wanted).first()):
            places.append((named.pk, named.name))
        self.fields["area"].choices = [("", _("All places")), *places]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Spreadsheet (.xlsx)"),
        help_text=_("Nothing is written yet: you see first what would change."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
