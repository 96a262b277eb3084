"""The outbox: every notice that must leave the house, leased while somebody carries it, kept until it has arrived."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.areas.models import Area
from portal.notices.models.notice import Notice
from portal.privacy.fields import SealedTextField


class Endpoint(models.Model):
    """A webhook of an area: hears every notice from there and below, or of the kinds it names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    url = models.URLField(_("address"), max_length=500)
    secret = SealedTextField(_("signing secret"))
    kinds = models.JSONField(_("kinds of notice, empty for all"), default=list, blank=True)
    fallback = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("when it fails, try")
    )
    is_active = models.BooleanField(_("in use"), default=True)
    is_fallback_only = models.BooleanField(_("only as a fallback"), default=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [models.CheckConstraint(condition=~Q(fallback=F("id")), name="fallback_is_another")]

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DELIVERED = "delivered", _("delivered")
    DIVERTED = "diverted", _("handed to the fallback")
    DEAD = "dead", _("given up")


class Delivery(models.Model):
    """One notice to one endpoint. Delivered at least once: a receiver tells repeats by the idempotency key.

    The key belongs to the notice's first endpoint and is handed on to a fallback, so it names the message, not the way.
    """

    State = DeliveryState

    notice = models.ForeignKey(
        Notice, models.CASCADE, related_name="deliveries", db_index=False, verbose_name=_("notice")
    )
    # Not checked by the database, for the same reason as the area of a notice.
    endpoint = models.ForeignKey(
        Endpoint,
        models.PROTECT,
        related_name="deliveries",
        db_index=False,
        db_constraint=False,
        verbose_name=_("webhook"),
    )
    idempotency_key = models.UUIDField(_("idempotency key"))
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("since"))
    next_try_at = models.DateTimeField(_("next try"))
    lease = models.UUIDField(null=True, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    last_status = models.PositiveSmallIntegerField(_("last HTTP status"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(
                fields=["endpoint", "next_try_at"], condition=Q(state=DeliveryState.WAITING), name="delivery_waiting"
            ),
            models.Index(fields=["created_at"], condition=Q(state=DeliveryState.WAITING), name="delivery_oldest"),
            models.Index(fields=["settled_at"], condition=Q(state=DeliveryState.DEAD), name="delivery_dead"),
        ]
        constraints = [models.UniqueConstraint(fields=["notice", "endpoint"], name="one_delivery_per_endpoint")]

    def __str__(self) -> str:
        return f"{self.idempotency_key} {self.state}"
