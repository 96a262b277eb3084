"""Answers that were given under an Idempotency-Key, so that a repeated call gets the same one and has one effect."""

import uuid

from django.conf import settings
from django.db import models

from portal.privacy.fields import SealedTextField


class GivenAnswer(models.Model):
    """What a caller's key was answered with. The body is sealed: it may tell of a resident, if only masked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = SealedTextField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="answer_once_per_key")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"
