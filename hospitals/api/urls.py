"""Addresses under /api/v1/ that are about institutions and bookings."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from hospitals.api.views import BOOKING_MOVES, BookingViewSet, HospitalViewSet

router = SimpleRouter()
router.register("hospitals", HospitalViewSet, basename="hospital")
router.register("bookings", BookingViewSet, basename="booking")

urlpatterns = [
    *[path(f"bookings/<uuid:pk>/{name}/", view, name=f"booking-{name}") for name, view in BOOKING_MOVES.items()],
    *router.urls,
]
