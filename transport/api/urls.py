"""Addresses under /api/v1/ that are about trips, fleets, plans and gates."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from transport.api.fleets import DriverViewSet, ShiftRemoval, VehicleViewSet
from transport.api.gates import CheckpointBundle, CheckpointReconcile, PeopleOut
from transport.api.plans import PlanViewSet, RunChange
from transport.api.suggestions import TripSuggestions
from transport.api.troubles import TripTrouble, TroubleSettle
from transport.api.views import TRIP_MOVES, CheckpointScan, TripViewSet

router = SimpleRouter()
router.register("trips", TripViewSet, basename="trip")
router.register("vehicles", VehicleViewSet, basename="vehicle")
router.register("drivers", DriverViewSet, basename="driver")
router.register("plans", PlanViewSet, basename="plan")

urlpatterns = [
    *[path(f"trips/<uuid:pk>/{name}/", view, name=f"trip-{name}") for name, view in TRIP_MOVES.items()],
    path("drivers/<int:pk>/shifts/<int:shift_pk>/", ShiftRemoval.as_view(), name="driver-shift"),
    path("plans/<uuid:pk>/runs/<int:run_pk>/", RunChange.as_view(), name="plan-run"),
    path("trips/<uuid:pk>/suggestions/", TripSuggestions.as_view(), name="trip-suggestions"),
    path("checkpoints/<int:pk>/scan/", CheckpointScan.as_view(), name="checkpoint-scan"),
    path("checkpoints/<int:pk>/bundle/", CheckpointBundle.as_view(), name="checkpoint-bundle"),
    path("checkpoints/<int:pk>/reconcile/", CheckpointReconcile.as_view(), name="checkpoint-reconcile"),
    path("trips/outside/", PeopleOut.as_view(), name="trips-outside"),
    path("trips/<uuid:pk>/trouble/", TripTrouble.as_view(), name="trip-trouble"),
    path("troubles/<uuid:pk>/settle/", TroubleSettle.as_view(), name="trouble-settle"),
    *router.urls,
]
