"""Inputs that more than one form of requests asks for: telephone, identity number, area."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.validation import check_id_number, check_phone
from portal.areas.models import Area
from portal.areas.selectors import area_coded
from portal.privacy.normalise import normalise_id_number, normalise_phone

LENGTH_OF_MOBILE = 11
LONGEST_SERVICE_LINE = 6  # 120, 12345, 95598
CODE_AT_END = re.compile(r"(\d{4,20})\D*$")


class PhoneField(forms.CharField):
    """A telephone number, kept as digits however it was typed."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, validators=[check_phone], **kwargs)

    def clean(self, value: Any) -> str:
        number = normalise_phone(super().clean(value))
        # Every longer number that begins with 1 is a mobile: a digit too few is the usual slip on the telephone.
        if number.startswith("1") and len(number) > LONGEST_SERVICE_LINE and len(number) != LENGTH_OF_MOBILE:
            message = _("A mobile number has 11 digits, this one has %(count)d.")
            raise forms.ValidationError(message, params={"count": len(number)})
        return number


class IdNumberField(forms.CharField):
    """The eighteen characters of an identity card (GB 11643)."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, validators=[check_id_number], **kwargs)

    def clean(self, value: Any) -> str:
        return normalise_id_number(super().clean(value))


class AreaField(forms.CharField):
    """A place by its code or its name, as the list below the input writes it: “安埠社区 230110003001”.

    One text that a person can also type whole, so that it works without script and survives in a draft. `within` is set
    by the form: the places that this person may name; `may`, where it is set too, says so of one named by its code.
    """

    within: QuerySet[Area] = Area.objects.none()
    may: Callable[[Area], bool] | None = None
    unknown: Any = _("There is no such place in your area: choose one from the list.")

    def clean(self, value: Any) -> Area | None:
        typed = super().clean(value).strip()
        if not typed:
            return None
        if code := CODE_AT_END.search(typed):
            return self._only(self._coded(code[1]))
        return self._only(self.within.filter(name=typed))

    def _coded(self, code: str) -> QuerySet[Area] | list[Area]:
        if self.may is None:
            return self.within.filter(code=code)
        area = area_coded(code)
        return [area] if area and self.may(area) else []

    def _only(self, found: QuerySet[Area] | list[Area]) -> Area:
        places = list(found[:2])
        if len(places) == 1:
            return places[0]
        if places:
            raise forms.ValidationError(_("Several places have this name: choose one from the list."))
        raise forms.ValidationError(self.unknown)


class AnyAreaField(AreaField):
    """A place of the whole city, also beyond one's own: requests are passed on to those whose they are."""

    unknown = _("There is no such place: choose one from the list.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"autocomplete": "off", "data-combobox": ""}), **kwargs)
        self.within = Area.objects.all()
