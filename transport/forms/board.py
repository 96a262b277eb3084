"""What narrows the lists of the dispatch board."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.areas.models import Area
from transport.models import Vehicle
from transport.selectors.vehicles import WORDS


class BoardForm(forms.Form):
    """`trip` is the outing that is chosen, `again` says that it has a vehicle and is to have another.

    Both go with the filters, so that a screen that re-reads itself keeps them.
    """

    trip = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    again = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)
    area = forms.ChoiceField(label=_("Waits in"), required=False)
    q = forms.CharField(
        label=_("Plate, fleet"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", pgettext_lazy("vehicle", "All")), *Vehicle.Kind.choices]
    )
    doing = forms.ChoiceField(
        label=pgettext_lazy("vehicle", "State"),
        required=False,
        choices=[("", pgettext_lazy("vehicle", "All")), *WORDS.items()],
    )

    def __init__(self, data: Any, *, places: Iterable[Area]) -> None:
        super().__init__(data, auto_id="board-%s")
        choices = [(place.pk, str(place)) for place in places]
        self.fields["area"].choices = [("", pgettext_lazy("place", "Everywhere")), *choices]

    def said(self, name: str) -> str:
        """A choice that is no longer there narrows nothing."""
        self.full_clean()
        return self.cleaned_data.get(name, "")
