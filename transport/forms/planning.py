"""What a dispatcher types about the plan of a day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access.api import visible
from transport.models import Fleet, PlannedRun, Vehicle

PLANNED_AHEAD = timedelta(days=14)


class DayPlanForm(forms.Form):
    """Whose day is to be planned: tomorrow, unless said otherwise."""

    fleet = forms.ModelChoiceField(Fleet.objects.none(), label=_("fleet"), empty_label=None)
    day = forms.DateField(label=_("day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fleet"].queryset = visible(user, "plan.make", Fleet.objects.all())
        self.fields["day"].initial = timezone.localdate() + timedelta(days=1)

    def clean_day(self) -> date:
        day, today = self.cleaned_data["day"], timezone.localdate()
        if not today <= day <= today + PLANNED_AHEAD:
            raise forms.ValidationError(_("Today or one of the next 14 days."))
        return day


class RunForm(forms.Form):
    """Another vehicle or another time for one outing of a plan; no vehicle takes it out of the plan."""

    vehicle = forms.ChoiceField(label=_("vehicle"), required=False)
    time = forms.TimeField(
        label=_("pick-up at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args, run: PlannedRun, vehicles: Sequence[Vehicle], **kwargs) -> None:
        """`vehicles` of the fleet: read once for all the forms of a page."""
        self.run, self.vehicles = run, {str(vehicle.pk): vehicle for vehicle in vehicles}
        at = timezone.localtime(run.starts_at or run.trip.planned_at)
        kwargs.setdefault("initial", {"vehicle": run.vehicle_id, "time": at.time()})
        super().__init__(*args, auto_id=f"run-{run.pk}-%s", **kwargs)
        self.fields["vehicle"].choices = [("", _("no vehicle")), *self.vehicles.items()]

    def clean_vehicle(self) -> Vehicle | None:
        return self.vehicles.get(self.cleaned_data["vehicle"])

    def clean(self) -> dict:
        cleaned = super().clean()
        at = cleaned.get("time")
        cleaned["starts_at"] = timezone.make_aware(datetime.combine(self.run.plan.day, at)) if at else None
        return cleaned
