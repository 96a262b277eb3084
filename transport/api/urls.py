"""Addresses under /api/v1/ that are about trips, vehicles and gates."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from transport.api.views import TRIP_MOVES, CheckpointScan, TripViewSet, VehicleViewSet

router = SimpleRouter()
router.register("trips", TripViewSet, basename="trip")
router.register("vehicles", VehicleViewSet, basename="vehicle")

urlpatterns = [
    *[path(f"trips/<uuid:pk>/{name}/", view, name=f"trip-{name}") for name, view in TRIP_MOVES.items()],
    path("checkpoints/<int:pk>/scan/", CheckpointScan.as_view(), name="checkpoint-scan"),
    *router.urls,
]
