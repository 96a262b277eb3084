"""Inputs that more than one form of requests asks for: telephone, identity number, area."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.id_numbers import is_id_number
from portal.areas.models import Area
from portal.privacy.normalise import normalise_id_number, normalise_phone

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(0\d{2,3})?[2-9]\d{6,7}")
CODE_AT_END = re.compile(r"(\d{4,20})\D*$")


class PhoneField(forms.CharField):
    """A mobile number or a landline of China, kept as digits however it was typed."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        number = normalise_phone(typed)
        if typed and not (MOBILE.fullmatch(number) or LANDLINE.fullmatch(number)):
            raise forms.ValidationError(_("This is no telephone number: a mobile has 11 digits, a landline 7 or 8."))
        return number


class IdNumberField(forms.CharField):
    """The eighteen characters of an identity card, refused when the last does not follow from the others."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if typed and not is_id_number(typed):
            raise forms.ValidationError(_("This is no valid ID number: 18 characters, and the last must fit the rest."))
        return normalise_id_number(typed)


class AreaField(forms.CharField):
    """A place by its code or its name, as the list below the input writes it: “安埠社区 230110003001”.

    One text that a person can also type whole, so that it works without script and survives in a draft. `within` is set
    by the form: the places that this person may name.
    """

    within: QuerySet[Area] = Area.objects.none()

    def clean(self, value: Any) -> Area | None:
        typed = super().clean(value).strip()
        if not typed:
            return None
        if code := CODE_AT_END.search(typed):
            return self._only(self.within.filter(code=code[1]))
        return self._only(self.within.filter(name=typed))

    def _only(self, found: QuerySet[Area]) -> Area:
        places = list(found[:2])
        if len(places) == 1:
            return places[0]
        if places:
            raise forms.ValidationError(_("Several places have this name: choose one from the list."))
        raise forms.ValidationError(_("There is no such place in your area: choose one from the list."))


def label_of(area: Area) -> str:
    """What the input shows for a chosen place, and what AreaField reads back."""
    return f"{area.name} {area.code}"
