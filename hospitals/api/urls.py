"""Addresses under /api/v1/ that are about institutions and bookings."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from hospitals.api.clinics import ClinicViewSet
from hospitals.api.closures import CLOSURE_MOVES, BoundToHospital, CloseHospital, ClosureViewSet
from hospitals.api.designations import LineViewSet, MatrixHoles
from hospitals.api.places import HospitalPlaces, HospitalReports
from hospitals.api.slots import HospitalSlots, SlotViewSet
from hospitals.api.squads import SquadShiftViewSet, SquadViewSet
from hospitals.api.supervision import Supervision
from hospitals.api.views import BOOKING_MOVES, BookingViewSet, HospitalViewSet

router = SimpleRouter()
router.register("hospitals", HospitalViewSet, basename="hospital")
router.register("bookings", BookingViewSet, basename="booking")
router.register("slots", SlotViewSet, basename="slot")
router.register("closures", ClosureViewSet, basename="closure")
router.register("designations", LineViewSet, basename="designation")
router.register("squads", SquadViewSet, basename="squad")
router.register("squad-shifts", SquadShiftViewSet, basename="squad-shift")
router.register("online-clinics", ClinicViewSet, basename="online-clinic")

urlpatterns = [
    *[path(f"bookings/<uuid:pk>/{name}/", view, name=f"booking-{name}") for name, view in BOOKING_MOVES.items()],
    *[path(f"closures/<uuid:pk>/{name}/", view, name=f"closure-{name}") for name, view in CLOSURE_MOVES.items()],
    path("hospitals/<int:pk>/close/", CloseHospital.as_view(), name="hospital-close"),
    path("hospitals/<int:pk>/bound/", BoundToHospital.as_view(), name="hospital-bound"),
    path("hospitals/holes/", MatrixHoles.as_view(), name="hospital-holes"),
    path("hospitals/supervision/", Supervision.as_view(), name="hospital-supervision"),
    path("hospitals/<int:pk>/places/", HospitalPlaces.as_view(), name="hospital-places"),
    path("hospitals/<int:pk>/places/reports/", HospitalReports.as_view(), name="hospital-reports"),
    path("hospitals/<int:pk>/slots/", HospitalSlots.as_view(), name="hospital-slots"),
    *router.urls,
]
