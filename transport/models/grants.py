"""Who dispatches, drives and guards: object permissions with direct keys to the fleet and the checkpoint."""

from django.db import models
from guardian.models import UserObjectPermissionBase

from transport.models.fleets import Fleet
from transport.models.gates import Checkpoint


class FleetUserObjectPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Fleet, models.CASCADE)


class CheckpointUserObjectPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Checkpoint, models.CASCADE)
