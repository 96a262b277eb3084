"""The inputs for what a special group needs to be known, made from its declaration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.registers.answers import answer
from cases.registers.declaring import PERSON, Column
from cases.registers.known import Known
from cases.registers.medicines import medicines_in
from cases.templatetags.cases import TREATMENT_DAYS
from portal.sheets.problems import CellRefused

YES_OR_NO = [("", gettext_lazy("not known")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
SPARE_ROWS, FEWEST_ROWS = 1, 2


class MedicinesInput(forms.Widget):
    """A line for each medicine: its name, and how many days it lasts."""

    template_name = "cases/registers/medicines.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        columns = [data.getlist(f"{name}_{part}") for part in ("name", "days", "was", "on")]
        rows = [dict(zip(("name", "days", "was", "on"), told, strict=True)) for told in zip(*columns, strict=False)]
        return [row for row in rows if row["name"].strip() or row["days"].strip()]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_name" not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = value if isinstance(value, list) else [_row(found) for found in medicines_in(value)]
        empty = max(SPARE_ROWS, FEWEST_ROWS - len(rows))
        context["widget"]["rows"] = [*rows, *({} for _row in range(empty))]
        return context


def _row(found: Any) -> dict[str, Any]:
    days = "" if found.days is None else str(found.days)
    return {"name": found.name, "days": days, "was": days, "on": found.on.isoformat() if found.on else ""}


def _widget(need: Column, known: Known) -> forms.Widget:
    if need.shape == "choice":
        blank = [] if need.name == "mobility" else [("", gettext_lazy("not known"))]
        choices = [*blank, *(need.choices.choices if need.choices else ())]
        return forms.Select(choices=choices) if len(choices) > 5 else forms.RadioSelect(choices=choices)
    if need.shape == "yes_no":
        return forms.RadioSelect(choices=YES_OR_NO[1:] if need.belongs == PERSON else YES_OR_NO)
    if need.shape == "weekdays":
        return forms.CheckboxSelectMultiple(choices=[(str(day), word) for day, word in enumerate(TREATMENT_DAYS, 1)])
    if need.shape == "hospital":
        names = sorted(known.hospitals.values())
        return forms.Select(choices=[("", pgettext_lazy("hospital", "none")), *((name, name) for name in names)])
    plain = {
        "day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        "whole": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        "phone": forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
        "text": forms.Textarea(attrs={"rows": 2}),
        "medicines": MedicinesInput(),
    }
    return plain.get(need.shape) or forms.TextInput(attrs={"autocomplete": "off"})


class NeedField(forms.Field):
    """One declared field. What was typed is judged by the declaration's own rule, so that no door is stricter."""

    def __init__(self, need: Column, *, group: str, known: Known) -> None:
        self.need, self.known = need, known
        super().__init__(
            label=need.label_in(group), help_text=need.help, required=False, widget=_widget(need, known)
        )  # fmt: skip

    def clean(self, value: Any) -> Any:
        try:
            if self.need.shape == "medicines":
                return answer(self.need, [_counted(row) for row in value or []], self.known)
            return answer(self.need, value.strip() if isinstance(value, str) else value, self.known)
        except CellRefused as refused:
            raise forms.ValidationError(str(refused)) from None

    def shown(self, value: Any) -> Any:
        """The kept value as its input shows it."""
        if self.need.shape == "yes_no":
            return "" if value is None else ("yes" if value else "no")
        if self.need.shape == "hospital":
            return self.known.hospitals.get(value, "")
        if self.need.shape == "weekdays":
            return [str(day) for day in value or ()]
        return "" if value is None else value


def _counted(row: dict[str, str]) -> dict[str, Any]:
    """Days that were not touched keep the day on which they were counted; others were counted today."""
    days = row["days"].strip().rstrip("天日")
    if row["days"] and not days.isdecimal():
        raise CellRefused(_("Days left are a whole number."))
    if days and not row["name"].strip():
        raise CellRefused(_("Which medicine? Write its name."))
    on = row["on"] if days == row["was"] and row["on"] else timezone.localdate().isoformat()
    return {"name": row["name"], "days": days, "on": on}
