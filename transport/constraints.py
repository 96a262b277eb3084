"""What each constraint of this app means to a dispatcher, a driver or a guard."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "trip_vehicle_once": _("This vehicle has another trip in that time. Choose another vehicle or another time."),
    "trip_driver_once": _("This driver has another trip in that time. Choose another driver or another time."),
    "trip_vehicle_one_under_way": _("This vehicle is still under way, or not yet disinfected after its last trip."),
    "trip_driver_one_under_way": _("This driver is still under way with another trip."),
    "trip_pool_is_allowed": _("This person may not share a vehicle."),
    "trip_pool_all_agree": _("One of these people may not share a vehicle."),
    "trip_pool_rides_in_one_vehicle": _("People who share a ride must be in the same vehicle."),
    "trip_one_open_per_subject": _("This person already has an outing that is not over."),
    "vehicle_in_service": _("This vehicle is out of service."),
    "vehicle_has_partition": _("This vehicle has no partition between cab and cabin (B4b)."),
    "vehicle_has_kit": _("This vehicle has no protective kit aboard (B4b)."),
    "vehicle_is_disinfected": _("This vehicle was not disinfected after its last trip (B4a)."),
    "vehicle_has_seats": _("This vehicle has too few seats for everybody."),
    "vehicle_is_back": _("This vehicle is overdue from its last trip: its passenger is not home yet."),
    "plan_one_at_work_for_a_day": _("This day is being planned already."),
    "pass_one_valid_per_trip": _("This outing has a valid pass already."),
}
