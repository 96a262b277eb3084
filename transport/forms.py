"""What a dispatcher and a guard type into their moves."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.access.api import visible
from portal.lifecycle.forms import MoveForm
from transport.models import HOLDS_VEHICLE, Checkpoint, Driver, GateLog, Trip, Vehicle
from transport.selectors.fitness import reasons_against

USUAL_HOLD = timedelta(hours=4)  # how long an outing holds its vehicle where nobody says


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


class ScanForm(forms.Form):
    """What a gate sends: the token of a QR code, or the code that was typed."""

    checkpoint = forms.ModelChoiceField(Checkpoint.objects.none(), label=_("checkpoint"))
    token = forms.CharField(label=_("pass code"), max_length=300)
    direction = forms.ChoiceField(label=_("direction"), choices=GateLog.Direction)

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checkpoint"].queryset = visible(user, "checkpoint.scan", Checkpoint.objects.all())
