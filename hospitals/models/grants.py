"""Who sits at which desk: object permissions with a direct key to the institution."""

from django.db import models
from guardian.models import UserObjectPermissionBase

from hospitals.models.institutions import Hospital


class HospitalUserObjectPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Hospital, models.CASCADE)
