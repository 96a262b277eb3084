"""Who moves: fleets, vehicles, drivers, trips and their steps, passes, checkpoints."""

from transport.models.fleets import Driver, Fleet, Vehicle
from transport.models.gates import Checkpoint, GateLog, Pass
from transport.models.grants import CheckpointUserObjectPermission, FleetUserObjectPermission
from transport.models.plans import DayPlan, PlannedRun
from transport.models.trips import HOLDS_VEHICLE, OCCUPIES_VEHICLE, OUTSIDE, UNDER_WAY, UNFINISHED, Trip, TripStep

__all__ = [
    "HOLDS_VEHICLE",
    "OCCUPIES_VEHICLE",
    "OUTSIDE",
    "UNDER_WAY",
    "UNFINISHED",
    "Checkpoint",
    "CheckpointUserObjectPermission",
    "DayPlan",
    "Driver",
    "Fleet",
    "FleetUserObjectPermission",
    "GateLog",
    "Pass",
    "PlannedRun",
    "Trip",
    "TripStep",
    "Vehicle",
]
