"""Who moves: fleets, vehicles, drivers, trips and their steps, passes, checkpoints."""

from transport.models.drivers import Driver, DriverShift
from transport.models.fleets import OXYGEN_LEAST, Enlistment, Fleet, Vehicle
from transport.models.gates import LET_THROUGH, WENT_THROUGH, Checkpoint, GateLog, Pass
from transport.models.grants import CheckpointUserObjectPermission, FleetUserObjectPermission
from transport.models.orders import DispatchOrder
from transport.models.plans import DayPlan, PlannedRun
from transport.models.trips import (
    HOLDS_VEHICLE,
    IS_OUT,
    OCCUPIES_VEHICLE,
    OUTSIDE,
    UNDER_WAY,
    UNFINISHED,
    Trip,
    TripStep,
)
from transport.models.troubles import Trouble

__all__ = [
    "HOLDS_VEHICLE",
    "IS_OUT",
    "LET_THROUGH",
    "OCCUPIES_VEHICLE",
    "OUTSIDE",
    "OXYGEN_LEAST",
    "UNDER_WAY",
    "UNFINISHED",
    "WENT_THROUGH",
    "Checkpoint",
    "CheckpointUserObjectPermission",
    "DayPlan",
    "DispatchOrder",
    "Driver",
    "DriverShift",
    "Enlistment",
    "Fleet",
    "FleetUserObjectPermission",
    "GateLog",
    "Pass",
    "PlannedRun",
    "Trip",
    "TripStep",
    "Trouble",
    "Vehicle",
]
