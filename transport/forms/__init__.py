"""What dispatchers, drivers, keepers of fleets and guards type."""

from transport.forms.dispatching import USUAL_HOLD, AssignForm, CancelForm, HandOverForm
from transport.forms.keeping import DriverForm, EnlistForm, ReasonForm, RestockForm, ShiftForm, VehicleForm
from transport.forms.planning import DayPlanForm, RunForm
from transport.forms.scanning import BY_HAND, ScanForm
from transport.forms.troubles import SettleForm, TroubleForm

__all__ = [
    "BY_HAND",
    "USUAL_HOLD",
    "AssignForm",
    "CancelForm",
    "DayPlanForm",
    "DriverForm",
    "EnlistForm",
    "HandOverForm",
    "ReasonForm",
    "RestockForm",
    "RunForm",
    "ScanForm",
    "SettleForm",
    "ShiftForm",
    "TroubleForm",
    "VehicleForm",
]
