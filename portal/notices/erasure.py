"""What of notices is erased in time: those with no letter still on its way, with their receipts."""

from django.db.models import Q

from portal.notices.models.outbox import DeliveryState
from portal.privacy.erasure import Expiry, register

register(
    expiries=[
        Expiry("notices.Notice", since="created_at", over=~Q(deliveries__state=DeliveryState.WAITING)),
    ]
)
