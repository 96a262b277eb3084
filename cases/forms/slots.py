"""The time that a community chooses while it asks a hospital (P1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models.vocabulary import OUTINGS
from hospitals.models import Slot
from portal.lifecycle.forms import MoveForm


class WithSlot(MoveForm):
    """A move that asks a hospital, perhaps with one of its slots.

    A program names the `slot`; its hospital may then be left out. On the screen each hospital has slots of its own,
    under the name `slot-<hospital>`: only those of the hospital that is chosen count, and none must be unpicked.
    """

    slot = forms.ModelChoiceField(
        label=_("Slot"), queryset=Slot.objects.select_related("hospital"), required=False, widget=forms.HiddenInput(),
        error_messages={"invalid_choice": _("There is no such slot any more. Choose another.")},
    )  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        if self.thing.pathway not in OUTINGS:
            del self.fields["slot"]

    @property
    def chosen_slot(self) -> str:
        """What stands chosen when the dialog comes back."""
        return str(self.data.get("slot") or self.data.get(f"slot-{self.data.get('hospital')}") or "")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "slot" not in self.fields or "slot" in self.errors:
            return data
        hospital, slot = data.get("hospital"), data.get("slot")
        if slot is None and hospital and (typed := self.data.get(f"slot-{hospital.pk}")):
            slot = self._slot(typed)
        if slot and hospital and slot.hospital_id != hospital.pk:
            self.add_error("slot", _("This slot belongs to another hospital."))
        elif slot and "hospital" not in self.errors:
            data["hospital"] = slot.hospital
        data["slot"] = slot
        return data

    def _slot(self, typed: str) -> Slot | None:
        try:
            return self.fields["slot"].clean(typed)
        except forms.ValidationError as error:
            self.add_error("slot", error)
            return None
