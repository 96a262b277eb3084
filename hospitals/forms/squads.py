"""What a keeper fills in: a squad, one of its members, hours on duty."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hospitals.models import Hospital, Skill, Squad, SquadMember, SquadRole
from hospitals.models.clinics import dialled
from portal.access.api import visible
from portal.accounts.forms import LONGEST_SHIFT, DateTimeInput
from portal.accounts.models import User
from portal.areas.models import Area, Level

LONGEST_REPEAT = 31
HELD_BY = (Level.CITY, Level.DISTRICT)


class SquadForm(forms.ModelForm):
    """The places that it serves are chosen among the keeper's own; none chosen: the whole of its area."""

    phone = forms.CharField(label=_("telephone"), max_length=40, required=False, validators=[dialled])
    skills = forms.MultipleChoiceField(
        label=_("skills"), choices=Skill.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Once its members are named, those on duty decide what it can do."),
    )  # fmt: skip

    class Meta:
        model = Squad
        fields = ("name", "area", "base", "phone", "serves", "skills", "is_active")
        widgets = {"serves": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = visible(by, "squad.keep", Area.objects.filter(level__in=HELD_BY)).order_by("code")
        self.fields["area"].queryset = own  # type: ignore[attr-defined]
        self.fields["serves"].queryset = own  # type: ignore[attr-defined]
        self.fields["serves"].help_text = _("None chosen: the whole of its area.")
        self.fields["base"].queryset = Hospital.objects.order_by("name")  # type: ignore[attr-defined]
        if len(own) == 1:
            self.fields["area"].initial = own[0]


class MemberForm(forms.Form):
    """A form of its own: sealed fields are no model form's business."""

    name = forms.CharField(label=_("Name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, validators=[dialled],
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Role"), choices=SquadRole.choices, initial=SquadRole.PHYSICIAN)
    skill = forms.ChoiceField(label=_("Skill"), choices=Skill.choices, initial=Skill.GENERAL)
    user = forms.ModelChoiceField(
        label=_("Log-in"), queryset=User.objects.none(), required=False, empty_label=_("none"),
        help_text=_("Who has one finds the squad's visits on their own telephone."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, by: Any, member: SquadMember | None = None, **kwargs: Any) -> None:
        if member is not None:
            names = ("name", "phone", "role", "skill", "user", "is_active")
            kwargs["initial"] = {name: getattr(member, name) for name in names}
        super().__init__(*args, **kwargs)
        free = Q(squad_member=None) | Q(squad_member=member) if member else Q(squad_member=None)
        mine = visible(by, "squad.keep", User.objects.filter(free, is_active=True))
        self.fields["user"].queryset = mine.order_by("display_name")  # type: ignore[attr-defined]


class DutyForm(forms.Form):
    """Hours of one member, and for how many days in a row."""

    member = forms.ModelChoiceField(label=_("Member"), queryset=SquadMember.objects.none())
    starts_at = forms.DateTimeField(label=_("Starts"), widget=DateTimeInput)
    ends_at = forms.DateTimeField(label=_("Ends"), widget=DateTimeInput)
    repeat_days = forms.IntegerField(
        label=_("Days in a row"), min_value=1, max_value=LONGEST_REPEAT, initial=1, required=False
    )

    def __init__(self, *args: Any, squad: Squad, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = squad.members.filter(is_active=True)
        field: Any = self.fields["member"]
        field.queryset = members
        field.label_from_instance = lambda member: f"{member.name} · {member.get_skill_display()}"

    def clean_repeat_days(self) -> int:
        return self.cleaned_data["repeat_days"] or 1

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at:
            if not starts_at < ends_at <= starts_at + LONGEST_SHIFT:
                self.add_error("ends_at", _("A shift ends after it starts, and within a day."))
            elif ends_at < timezone.now() - timedelta(hours=1):
                self.add_error("ends_at", _("This time has passed."))
        return data
