"""A form with one field of every sort."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """One field of every sort. `is_sample`: its errors do not take the focus when the page opens."""

    is_sample = True

    phone = forms.CharField(label=_("Telephone"), help_text=_("The number that is calling."))
    need = forms.ChoiceField(
        label=_("Need"),
        choices=[
            ("session", _("treatment session")),
            ("medicine", _("medicine")),
            ("outpatient", _("outpatient visit")),
        ],
    )
    groups = forms.MultipleChoiceField(
        label=_("Special groups"),
        choices=[
            ("dialysis", _("dialysis")),
            ("elderly", _("elderly")),
            ("pregnant", _("pregnant")),
            ("child", _("child")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    severity = forms.ChoiceField(
        label=_("Severity"),
        choices=[("critical", _("critical")), ("urgent", _("urgent")), ("routine", _("routine"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("In their own words"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    expected_at = forms.DateTimeField(
        label=_("Expected at"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), required=False
    )
    wheelchair = forms.BooleanField(label=_("Needs a wheelchair"), required=False)
