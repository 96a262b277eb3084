"""What an act of control asks for: where, how far, which status, by which order, until when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import AreaField
from cases.forms.moves import note_field
from cases.models import Person
from cases.models.control import Reach
from cases.models.vocabulary import Control
from portal.access.api import can, visible
from portal.areas.models import Area, Level
from portal.lifecycle.forms import MoveForm
from portal.privacy.normalise import normalise_building

# A slip of the hand must not seal a city.
WIDEST = (Level.STREET, Level.COMMUNITY, Level.GRID)
MOMENT = "%Y-%m-%dT%H:%M"


def until_field(*, required: bool = False) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(
        label=_("Until"), required=required, widget=widget, help_text=_("Empty: until somebody ends it.")
    )


def check_until(value: Any) -> Any:
    if value and value <= timezone.now():
        raise forms.ValidationError(_("This time has passed."))
    return value


class ControlForm(forms.Form):
    """A draft of an act. `person` comes from a resident's page; an address is typed, and never stands in a link."""

    person = forms.UUIDField(required=False, widget=forms.HiddenInput())
    reach = forms.ChoiceField(label=_("Whom"), choices=Reach.choices, widget=forms.RadioSelect())
    area = AreaField(
        label=_("Place"), required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-combobox": ""}),
    )  # fmt: skip
    address = forms.CharField(
        label=_("Address"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Of a household with its door, of a building up to its number: 安埠街12号."),
    )  # fmt: skip
    control = forms.ChoiceField(label=_("Control status"), choices=Control.choices, initial=Control.SEALED)
    lowers = forms.BooleanField(
        label=_("Lower stricter ones too"), required=False,
        help_text=_("Sealed and high-risk come down to this status, unless another act in force holds them."),
    )  # fmt: skip
    basis = forms.CharField(label=_("Ordered by"), required=False, max_length=80, help_text=_("The order's number."))
    until = until_field()
    note = note_field()

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["area"].within = visible(by, "control.set", Area.objects.filter(level__in=WIDEST))
        self.fields["area"].widget.attrs["data-source"] = reverse("cases:areas")
        if self.resident is None:
            self.fields["reach"].choices = [choice for choice in Reach.choices if choice[0] != Reach.PERSON]

    @cached_property
    def resident(self) -> Person | None:
        """The resident from whose page this was opened; only one over whom this person may set a status."""
        pk = self["person"].value()
        try:
            person = Person.objects.select_related("area").filter(pk=pk).first() if pk else None
        except forms.ValidationError:
            return None
        return person if person and can(self.by, "control.set", person) else None

    def clean_until(self) -> Any:
        return check_until(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("area") and not self.resident and "area" not in self.errors:
            self.add_error("area", _("Say in which place."))
        if data.get("reach") in (Reach.HOUSEHOLD, Reach.BUILDING):
            self._check_address(data)
        if data.get("control") == Control.NONE:
            data["lowers"] = True
        return data

    def _check_address(self, data: dict[str, Any]) -> None:
        address = data.get("address") or (self.resident.address if self.resident else "") or ""
        if not address:
            self.add_error("address", _("Say which address."))
        elif data["reach"] == Reach.BUILDING and not normalise_building(address):
            self.add_error("address", _("This names no building: write it up to the number, as 安埠街12号."))

    def told(self) -> dict[str, Any]:
        """The checked inputs as cases.services.control takes them. The resident's own address wins over none."""
        data, resident = dict(self.cleaned_data), self.resident
        del data["person"]
        needs_address = data["reach"] in (Reach.HOUSEHOLD, Reach.BUILDING)
        data["address"] = (data["address"] or (resident.address if resident else "")) if needs_address else ""
        data["area"] = data["area"] or _community_of(resident)
        return {**data, "person": resident}


class UntilForm(MoveForm):
    journalled = ("until",)
    until = until_field()

    def clean_until(self) -> Any:
        return check_until(self.cleaned_data["until"])


class ReasonForm(MoveForm):
    note = note_field(label=_("Why"))


def _community_of(person: Any) -> Area:
    return Area.objects.get(pk=person.area.lineage.get(Level.COMMUNITY, person.area_id))
