"""What a dispatcher and a guard type into their moves."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access.api import visible
from portal.lifecycle.forms import MoveForm
from transport.models import HOLDS_VEHICLE, Checkpoint, Driver, Fleet, GateLog, PlannedRun, Trip, Vehicle
from transport.selectors.fitness import reasons_against

USUAL_HOLD = timedelta(hours=4)  # how long an outing holds its vehicle where nobody says
PLANNED_AHEAD = timedelta(days=14)


class AssignForm(MoveForm):
    """Vehicle, and if wanted driver, start, length and whose ride is shared. Without a driver, one who is free."""

    journalled = ("vehicle", "driver")

    vehicle = forms.ModelChoiceField(Vehicle.objects.none(), label=_("vehicle"))
    driver = forms.ModelChoiceField(Driver.objects.none(), label=_("driver"), required=False)
    planned_at = forms.DateTimeField(label=_("planned for"), required=False)
    minutes = forms.IntegerField(label=_("minutes"), min_value=10, max_value=24 * 60, required=False)
    share_with = forms.ModelChoiceField(Trip.objects.none(), label=_("shares the ride of"), required=False)

    def prepare(self) -> None:
        self.fields["vehicle"].queryset = visible(self.by, "vehicle.dispatch", Vehicle.objects.all())
        self.fields["driver"].queryset = Driver.objects.filter(is_active=True)
        self.fields["share_with"].queryset = visible(
            self.by, "trip.assign", Trip.objects.filter(may_pool=True, state__in=HOLDS_VEHICLE)
        )

    def clean_vehicle(self) -> Vehicle:
        vehicle = self.cleaned_data["vehicle"]
        if reasons := reasons_against(vehicle, self.thing):
            raise forms.ValidationError([str(reason) for reason in reasons])
        return vehicle

    def clean(self) -> dict:
        cleaned = super().clean()
        vehicle, driver = cleaned.get("vehicle"), cleaned.get("driver")
        if vehicle and driver and driver.fleet_id != vehicle.fleet_id:
            self.add_error("driver", _("This driver belongs to another fleet."))
        cleaned["hold"] = timedelta(minutes=cleaned["minutes"]) if cleaned.get("minutes") else USUAL_HOLD
        return cleaned


class CancelForm(MoveForm):
    reason = forms.CharField(label=_("reason"), max_length=100)


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


class ScanForm(forms.Form):
    """What a gate sends: the token of a QR code, or the code that was typed."""

    checkpoint = forms.ModelChoiceField(Checkpoint.objects.none(), label=_("checkpoint"))
    token = forms.CharField(label=_("pass code"), max_length=300)
    direction = forms.ChoiceField(label=_("direction"), choices=GateLog.Direction)

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checkpoint"].queryset = visible(user, "checkpoint.scan", Checkpoint.objects.all())
