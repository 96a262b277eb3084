"""What a dispatcher types to give a trip its vehicle, or to call it off."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hospitals.models.bookings import INSIDE
from portal.access.api import visible
from portal.lifecycle.forms import MoveForm
from transport.models import HOLDS_VEHICLE, Driver, Trip, Vehicle
from transport.selectors.fitness import reasons_against, reasons_against_driver
from transport.selectors.standing import USUAL_HOLD


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

    def clean(self) -> dict:
        cleaned = super().clean()
        vehicle, driver, shared = cleaned.get("vehicle"), cleaned.get("driver"), cleaned.get("share_with")
        at = shared.during.lower if shared else cleaned.get("planned_at") or self.thing.planned_at
        if vehicle and (reasons := reasons_against(vehicle, self.thing, at=at)):
            self.add_error("vehicle", [str(reason) for reason in reasons])
        if vehicle and driver and driver.fleet_id != vehicle.fleet_id:
            self.add_error("driver", _("This driver belongs to another fleet."))
        elif driver and (reasons := reasons_against_driver(driver, max(at, timezone.now()))):
            self.add_error("driver", [str(reason) for reason in reasons])
        cleaned["hold"] = timedelta(minutes=cleaned["minutes"]) if cleaned.get("minutes") else USUAL_HOLD
        return cleaned


class CancelForm(MoveForm):
    reason = forms.CharField(label=_("reason"), max_length=100)


class HandOverForm(MoveForm):
    """Who answers from now on for a person whom this outing does not bring home. The words may name them: sealed."""

    journalled = ("taker",)

    taker = forms.ChoiceField(label=_("who has them now"), choices=Trip.Taker, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("who took them, where to, whom to call"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_taker(self) -> str:
        """A hospital has a person when its own desk says so (N4), not when somebody says it for the hospital."""
        taker, booking = self.cleaned_data["taker"], self.thing.booking
        if taker == Trip.Taker.HOSPITAL and (booking is None or booking.state not in INSIDE):
            raise forms.ValidationError(_("The hospital has not received this person."))
        return taker
