"""A register entry as it is typed on a screen: new, or brought up to date; and why one ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import AreaField, IdNumberField, PhoneField
from cases.forms.identity import compare_with_id_number
from cases.forms.needs import NeedField
from cases.models import Person, RegisterEntry
from cases.models.vocabulary import EndReason, Group, Sex
from cases.registers.answers import kept
from cases.registers.known import Known
from cases.registers.needs import CHILDREN, needs_of
from cases.selectors.residents import contradicts_register, known_resident
from cases.validation import check_birth_date
from portal.access.api import can, visible
from portal.areas.models import Area, Level
from portal.privacy.masking import MASKS

# The calendar says the other reasons by itself.
BY_PEOPLE = [
    (reason.value, reason.label)
    for reason in (EndReason.MOVED_AWAY, EndReason.DIED, EndReason.RECOVERED, EndReason.NOT_IN_GROUP)
]
FEW_PLACES = 12  # so many stand in a list; among more, somebody types


class EntryForm(forms.Form):
    """What a group needs, of somebody who is known. Sealed fields are not shown: left empty, they stay as they are."""

    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput())

    def __init__(
        self, *args: Any, group: str, by: Any, entry: RegisterEntry | None = None, seen: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.group = by, group
        self.needs = needs_of(group)
        known = Known(by)
        self.initial.setdefault("seen", seen)
        for need in self.needs:
            self.fields[need.name] = field = NeedField(need, group=group, known=known)
            if entry is None:
                self.initial.setdefault(need.name, field.shown(False if need.name == "needs_companion" else None))
            else:
                self._show(field, entry)

    def _show(self, field: NeedField, entry: RegisterEntry) -> None:
        need, value = field.need, kept(entry, field.need)
        if _is_hidden(need):
            field.widget.attrs["placeholder"] = MASKS[need.mask](value) if value else ""
            field.help_text = _("Left empty, it stays as it is.") if value else ""
        else:
            self.initial.setdefault(need.name, field.shown(value))

    def values(self) -> dict[str, Any]:
        """Fields by name, None for emptied ones. Only after is_valid()."""
        told = {need.name: self.cleaned_data.get(need.name) for need in self.needs}
        unsaid = {need.name for need in self.needs if _is_hidden(need)}
        return {name: value for name, value in told.items() if value is not None or name not in unsaid}

    def sections(self) -> list[tuple[Any, list[Any]]]:
        """The group's own fields first, then what a driver and a caller need to know of anybody."""
        own = [need for need in self.needs if need.groups]
        rest = [need for need in self.needs if not need.groups]
        titles = ((Group(self.group).label, own), (_("On the way and on the telephone"), rest))
        return [(title, [self[need.name] for need in needs]) for title, needs in titles if needs]


class NewEntryForm(EntryForm):
    """Somebody enters the register of a group: who they are, and what the group needs. `person`: a known resident."""

    area = AreaField(label=_("Community"), widget=forms.TextInput(attrs={"autocomplete": "off", "data-combobox": ""}))
    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = PhoneField(label=_("Telephone"), required=False)
    id_number = IdNumberField(label=_("ID number"), required=False)
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        validators=[check_birth_date],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    sex = forms.ChoiceField(
        label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN, required=False, widget=forms.RadioSelect()
    )
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    WHO = ("area", "name", "phone", "id_number", "birth_date", "sex", "address")

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if person:
            for name in self.WHO:
                del self.fields[name]
        else:
            self._offer_places()

    def _offer_places(self) -> None:
        places = visible(self.by, "register.edit", Area.objects.filter(level__in=(Level.COMMUNITY, Level.GRID)))
        field = self.fields["area"]
        field.within = places
        names = [str(place) for place in places.order_by("code")[: FEW_PLACES + 1]]
        if len(names) <= FEW_PLACES and len(set(names)) == len(names):
            field.widget = forms.Select(choices=[(name, name) for name in names])
        else:
            field.widget.attrs["data-source"] = reverse("cases:areas")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.person:
            return data
        compare_with_id_number(self, data)
        if not (data.get("phone") or data.get("id_number")) and not self.errors.keys() & {"phone", "id_number"}:
            self.add_error("phone", _("Without a telephone or an ID number nobody can be told apart."))
        if self.group in CHILDREN and not data.get("birth_date") and "birth_date" not in self.errors:
            self.add_error("birth_date", _("Children move from group to group by their date of birth."))
        self._refuse_another_resident(data)
        return data

    def _refuse_another_resident(self, data: dict[str, Any]) -> None:
        if self.errors:
            return
        said = {name: data[name] for name in ("name", "phone", "id_number")}
        if contradicts_register(None, **said):
            self.add_error("id_number", _("Somebody else has this ID number, or this resident has another."))
        elif self.meant and not can(self.by, "register.edit", self.meant):
            raise forms.ValidationError(_("This resident stands in the register of another place; ask there first."))
        elif self.twin:
            raise forms.ValidationError(_("This resident stands in this register already."))

    @cached_property
    def meant(self) -> Person | None:
        """The resident who is known as what was typed. Only once the fields are clean."""
        said = {name: self.cleaned_data.get(name) or "" for name in ("name", "phone", "id_number")}
        return self.person or known_resident(**said)

    @cached_property
    def twin(self) -> RegisterEntry | None:
        """The entry that stands already; only one that may be seen."""
        if not hasattr(self, "cleaned_data") or self.meant is None:
            return None
        standing = RegisterEntry.objects.current().filter(person=self.meant, group=self.group)
        return visible(self.by, "register.edit", standing).first()

    def who(self) -> dict[str, Any]:
        """As cases.services.people.Identity takes it."""
        if self.person:
            return {"name": self.person.name, "person_id": self.person.pk}
        told = {name: self.cleaned_data[name] for name in self.WHO if name != "area"}
        return {**told, "sex": "" if told["sex"] == Sex.UNKNOWN else told["sex"]}

    def place(self) -> str:
        return self.person.area_id if self.person else self.cleaned_data["area"].pk

    def identity_fields(self) -> list[Any]:
        return [] if self.person else [self[name] for name in self.WHO]


class EndForm(forms.Form):
    """Whoever died or moved away leaves every register."""

    reason = forms.ChoiceField(label=_("Why"), choices=BY_PEOPLE, widget=forms.RadioSelect())


def _is_hidden(need: Any) -> bool:
    """Personal data, which no form shows: a name, a number. What somebody takes and a note belong to the work."""
    return need.mask not in ("none", "text")
