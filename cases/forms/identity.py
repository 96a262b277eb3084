"""What an ID number says about a resident, compared with what else stands on the same form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.id_numbers import birth_date_in, sex_in


def compare_with_id_number(form: forms.Form, data: dict[str, Any]) -> None:
    """The number says the date of birth and the sex: fills them in `data`, and tells when another date was typed."""
    number = data.get("id_number")
    if not number:
        return
    born = birth_date_in(number)
    if data.get("birth_date") and data["birth_date"] != born:
        form.add_error("birth_date", _("The ID number says another date of birth."))
    data["birth_date"], data["sex"] = born, sex_in(number)
