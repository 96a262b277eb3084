"""What a driver reports when something goes wrong, and what dispatch answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hospitals.vocabulary import Refusal
from transport.models import Trouble

# Not "closed": an institution closes by an act of its own (T1), and who is closed without it has turned somebody away.
AT_THE_DOOR = [(code.value, code.label) for code in Refusal if code != Refusal.CLOSED]


class TroubleForm(forms.Form):
    """What a driver says has gone wrong: one of a few words, and whatever there is to add."""

    kind = forms.ChoiceField(label=_("What happened"), choices=Trouble.Kind, widget=forms.RadioSelect)
    refusal = forms.ChoiceField(
        label=_("If you were turned away: the reason they gave"),
        choices=[("", _("none")), *AT_THE_DOOR],
        required=False,
    )
    words = forms.CharField(
        label=_("in words"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("kind") == Trouble.Kind.OTHER and not cleaned.get("words"):
            self.add_error("words", _("Say in a few words what it is."))
        return cleaned


class SettleForm(forms.Form):
    answer = forms.CharField(label=_("What is done about it"), max_length=300)
