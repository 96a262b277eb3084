"""Addresses under /api/v1/ that are about institutions and bookings."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from hospitals.api.clinics import ClinicViewSet
from hospitals.api.squads import SquadShiftViewSet, SquadViewSet
from hospitals.api.views import BOOKING_MOVES, BookingViewSet, HospitalViewSet

router = SimpleRouter()
router.register("hospitals", HospitalViewSet, basename="hospital")
router.register("bookings", BookingViewSet, basename="booking")
router.register("squads", SquadViewSet, basename="squad")
router.register("squad-shifts", SquadShiftViewSet, basename="squad-shift")
router.register("online-clinics", ClinicViewSet, basename="online-clinic")

urlpatterns = [
    *[path(f"bookings/<uuid:pk>/{name}/", view, name=f"booking-{name}") for name, view in BOOKING_MOVES.items()],
    *router.urls,
]
