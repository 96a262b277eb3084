"""What whoever keeps a fleet types about vehicles, their owners, drivers and shifts."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access.api import visible
from portal.privacy.normalise import normalise_phone
from transport.models import Driver, Fleet, Vehicle

DAY = {"type": "date"}
MOST_DAYS = 31


class DayInput(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(attrs=DAY, format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "time"}, format="%H:%M")


class VehicleForm(forms.ModelForm):
    """Everything about a vehicle but whether it is in service, which has words of its own."""

    class Meta:
        model = Vehicle
        fields = (
            "kind", "seats", "wheelchair", "stretcher", "has_partition", "kits", "kits_least", "kits_a_trip",
            "has_oxygen", "oxygen_percent", "oxygen_until", "inspected_until", "insured_until", "shift_from",
            "shift_until", "base_name", "base_latitude", "base_longitude",
        )  # fmt: skip
        widgets = {
            "oxygen_until": DayInput, "inspected_until": DayInput, "insured_until": DayInput, "shift_from": HourInput,
            "shift_until": HourInput,
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.kind == Vehicle.Kind.SOCIAL:
            del self.fields["kind"]  # it is ended by giving the car back

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("kind") == Vehicle.Kind.SOCIAL:
            self.add_error("kind", _("A social vehicle is enlisted, with its owner."))
        if bool(cleaned.get("shift_from")) != bool(cleaned.get("shift_until")):
            missing = "shift_until" if cleaned.get("shift_from") else "shift_from"
            self.add_error(missing, _("Give both hours of the shift, or none."))
        if bool(cleaned.get("base_latitude") is None) != bool(cleaned.get("base_longitude") is None):
            self.add_error("base_longitude", _("Give both coordinates, or none."))
        for name, most in (("base_latitude", 90), ("base_longitude", 180)):
            if abs(cleaned.get(name) or 0) > most:
                self.add_error(name, _("There is no such place on earth."))
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class EnlistForm(forms.Form):
    """A social vehicle, whose it is, and until when it helps (B3a)."""

    fleet = forms.ModelChoiceField(Fleet.objects.none(), label=_("fleet"), empty_label=None)
    plate = forms.CharField(label=_("plate"), max_length=20)
    seats = forms.IntegerField(label=_("seats for passengers"), min_value=1, max_value=50, initial=3)
    owner_name = forms.CharField(label=_("owner"), max_length=40)
    owner_phone = forms.CharField(label=_("telephone of the owner"), max_length=40)
    until = forms.DateField(label=_("enlisted until"), widget=DayInput)
    inspected_until = forms.DateField(label=_("inspection valid until"), widget=DayInput)
    insured_until = forms.DateField(label=_("insurance valid until"), widget=DayInput)
    has_partition = forms.BooleanField(label=_("cab and cabin separated"), required=False)
    kits = forms.IntegerField(label=_("sets of protective kit aboard"), min_value=0, max_value=999, initial=0)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fleet"].queryset = visible(user, "vehicle.keep", Fleet.objects.all())

    def clean_plate(self) -> str:
        return self.cleaned_data["plate"].strip().upper()

    def clean_owner_phone(self) -> str:
        phone = self.cleaned_data["owner_phone"]
        if len(normalise_phone(phone)) < 7:
            raise forms.ValidationError(_("This is no telephone number."))
        return phone

    def clean_until(self) -> date:
        if self.cleaned_data["until"] < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return self.cleaned_data["until"]


class ReasonForm(forms.Form):
    """Why a vehicle is withdrawn, or comes back."""

    reason = forms.CharField(label=_("reason"), max_length=100)


class RestockForm(forms.Form):
    sets = forms.IntegerField(label=_("sets put aboard"), min_value=1, max_value=999)


class DriverForm(forms.ModelForm):
    """What a driver needs before driving; the time for which a test counts is the portal's to say."""

    last_tested_at = forms.DateTimeField(
        label=_("last test at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    class Meta:
        model = Driver
        fields = ("phone", "is_active", "licence_until", "protection", "last_tested_at")
        widgets = {"licence_until": DayInput}

    def clean_last_tested_at(self) -> datetime | None:
        at = self.cleaned_data["last_tested_at"]
        if at and at > timezone.now():
            raise forms.ValidationError(_("This is in the future."))
        known = self.instance.last_tested_at  # a browser gives minutes only: what was not touched is the same
        return known if at and known and known.replace(second=0, microsecond=0) == at else at

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class ShiftForm(forms.Form):
    """The same hours on one day or several in a row; an end before the beginning is the next morning."""

    day = forms.DateField(label=_("day"), widget=DayInput)
    starts = forms.TimeField(label=_("on duty from"), widget=HourInput)
    ends = forms.TimeField(label=_("on duty until"), widget=HourInput)
    days = forms.IntegerField(label=_("days in a row"), min_value=1, max_value=MOST_DAYS, initial=1)

    def clean(self) -> dict:
        cleaned = super().clean()
        if {"day", "starts", "ends"} <= cleaned.keys():
            day, starts, ends = (cleaned[name] for name in ("day", "starts", "ends"))
            last = day if ends > starts else day + timedelta(days=1)
            cleaned["starts_at"] = timezone.make_aware(datetime.combine(day, starts))
            cleaned["ends_at"] = timezone.make_aware(datetime.combine(last, ends))
        return cleaned
