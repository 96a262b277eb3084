"""What is asked when a request is taken in: by an operator on the telephone, by a grid worker or an isolation site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import AreaField, IdNumberField, PhoneField
from cases.forms.identity import compare_with_id_number
from cases.models import Case, Person
from cases.models.vocabulary import Channel, Control, Group, Need, Severity, Sex
from cases.selectors.residents import contradicts_register, known_resident
from cases.validation import CLOCK_DIFFERENCE, check_birth_date, check_occurred_at
from hospitals.models import Hospital
from portal.access.api import can, visible
from portal.areas.models import Area
from transport.models import Trip

MOMENT = "%Y-%m-%dT%H:%M"


def moment_field(label: Any, **kwargs: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, required=False, widget=widget, **kwargs)


def choice_field(label: Any, choices: Any, *, initial: str = "", required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, initial=initial, required=required, widget=forms.RadioSelect()
    )


class IntakeForm(forms.Form):
    """A request as it is told. `person` is a known resident whom the operator chose: their name need not be said."""

    caller_phone = PhoneField(label=_("Telephone"), required=False)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput())
    related_to = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput())
    channel = choice_field(_("Channel"), [(c.value, c.label) for c in Channel if c != Channel.API])
    area = AreaField(label=_("Community"), widget=forms.TextInput(attrs={"autocomplete": "off", "data-combobox": ""}))

    name = forms.CharField(label=_("Name"), required=False, max_length=60)
    phone = PhoneField(label=_("Resident's telephone"), required=False, help_text=_("Empty: the caller's."))
    id_number = IdNumberField(label=_("ID number"), required=False)
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        validators=[check_birth_date],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    sex = choice_field(_("Sex"), Sex.choices, initial=Sex.UNKNOWN, required=False)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    mobility = choice_field(_("Mobility"), Trip.Mobility.choices, initial=Trip.Mobility.WALKS, required=False)
    needs_companion = forms.BooleanField(label=_("Needs a companion"), required=False)
    treating_hospital = forms.ModelChoiceField(
        label=_("Treating hospital"), queryset=Hospital.objects.order_by("name"), required=False, empty_label=_("none")
    )

    need = choice_field(_("Need"), Need.choices)
    severity = choice_field(_("Severity"), Severity.choices, initial=Severity.ROUTINE)
    control = forms.ChoiceField(label=_("Control status"), choices=Control.choices, initial=Control.NONE)
    groups = forms.MultipleChoiceField(
        label=_("Groups"), choices=Group.choices, required=False, widget=forms.CheckboxSelectMultiple()
    )
    description = forms.CharField(
        label=_("What was said"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    can_self_drive = forms.BooleanField(label=_("Has a car and can drive"), required=False)
    latest_test_at = moment_field(_("Last negative test"))
    occurred_at = moment_field(
        _("Called at"),
        validators=[check_occurred_at],
        help_text=_("Empty: now. Set it when a call is entered later: the clocks count from here."),
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["area"].within = visible(by, "case.create", Area.objects.all())
        self.fields["area"].may = lambda area: can(by, "case.create", area)
        self.fields["area"].widget.attrs["data-source"] = reverse("cases:areas")

    # --- who is meant ----------------------------------------------------------------------------------------------

    @cached_property
    def chosen(self) -> Person | None:
        """The known resident for whom this is entered; only one whom the operator may see."""
        pk = self["person"].value()
        if not pk:
            return None
        people = visible(self.by, "person.view", Person.objects.select_related("area", "treating_hospital"))
        try:
            return people.filter(pk=pk).first()
        except forms.ValidationError:
            return None

    @cached_property
    def continued(self) -> Case | None:
        """The open request beside which this one is entered on purpose."""
        number = self["related_to"].value()
        return Case.objects.open().filter(number=number).first() if number else None

    # --- field by field --------------------------------------------------------------------------------------------

    def clean_latest_test_at(self) -> Any:
        tested = self.cleaned_data["latest_test_at"]
        if tested and tested > timezone.now() + CLOCK_DIFFERENCE:
            raise forms.ValidationError(_("The test lies in the future."))
        return tested

    def clean_occurred_at(self) -> Any:
        asked = self.cleaned_data["occurred_at"]
        return asked and min(asked, timezone.now())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not (self.chosen or data.get("name") or "name" in self.errors):
            self.add_error("name", _("Say who needs care, or choose somebody found by the telephone number."))
        reachable = data.get("caller_phone") or data.get("phone") or (self.chosen and self.chosen.phone_index)
        if not reachable and not self.errors.keys() & {"caller_phone", "phone"}:
            self.add_error("caller_phone", _("Without a telephone number nobody can call back."))
        compare_with_id_number(self, data)
        self._refuse_another_resident(data)
        return data

    def _refuse_another_resident(self, data: dict[str, Any]) -> None:
        """One ID number is one resident, and so is one name with one telephone: what contradicts that is a slip."""
        if self.errors:
            return
        said = {name: self.who()[name] for name in ("name", "phone", "id_number")}
        if contradicts_register(self.chosen, **said):
            self.add_error("id_number", _("Somebody else has this ID number, or this resident has another."))
        if self.continued and self.continued.person != (self.chosen or known_resident(**said)):
            raise forms.ValidationError(_("That request is of another resident."))

    # --- what comes of it ------------------------------------------------------------------------------------------

    def what(self) -> dict[str, Any]:
        """The request, as cases.services.intake.Intake takes it. Only after is_valid()."""
        data = self.cleaned_data
        return {
            "area_id": data["area"].pk,
            "caller_phone": data["caller_phone"],
            "related_to": self.continued,
            **{name: data[name] for name in AS_THEY_ARE},
        }

    def who(self) -> dict[str, Any]:
        """The resident, as cases.services.people.Identity takes them, from what is right so far.

        What was left empty about a chosen resident stays as it is known. An untouched default says nothing about
        somebody whose row is found only when the request is saved.
        """
        data, chosen = self.cleaned_data, self.chosen
        told = {name: data.get(name) for name in ("mobility", "treating_hospital", "needs_companion")}
        return {
            "name": data.get("name") or (chosen.name if chosen else ""),
            "phone": data.get("phone") or (chosen and chosen.phone) or data.get("caller_phone") or "",
            "id_number": data.get("id_number") or "",
            "birth_date": data.get("birth_date"),
            "sex": "" if data.get("sex") == Sex.UNKNOWN else data.get("sex") or "",
            "address": data.get("address") or "",
            "person_id": chosen.pk if chosen else None,
            "extra": {name: value for name, value in told.items() if chosen or value not in UNTOUCHED},
        }


UNTOUCHED = (None, "", False, Trip.Mobility.WALKS)
AS_THEY_ARE = (
    "channel", "need", "severity", "control", "groups",
    "description", "can_self_drive", "latest_test_at", "occurred_at",
)  # fmt: skip


def typed(data: MultiValueDict) -> dict[str, Any]:
    """What stands in the form as it was sent, unchecked: to draw it again, or to keep it as a draft."""
    fields = IntakeForm.base_fields
    return {
        name: data.getlist(name) if isinstance(field, forms.MultipleChoiceField) else data.get(name, "")
        for name, field in fields.items()
        if name in data
    }
