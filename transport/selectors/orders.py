"""Dispatch orders 派车单: the one that stands for a ride, what is on it, and the token by which it is found again."""

import base64
import binascii
import hmac
import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.privacy import subjects
from portal.privacy.index import keyed_digest
from transport.models import HOLDS_VEHICLE, DispatchOrder, Trip

SIGNED = 16  # hexadecimal characters: 64 bits, against guessing; who may look is asked besides
# What the closed loop asks of the crew, each with its clause.
INSTRUCTIONS = (
    (
        "B4b",
        _("Dedicated vehicle, cab and cabin separated; wear the protection that was ordered, the kit stays aboard."),
    ),
    ("N8", _("From the door to the hospital and back without stopping elsewhere; nobody else gets in.")),
    ("N6", _("Show the pass at the gate when going out and when coming back; tap each step when it happens.")),
    ("B3d", _("The hospital receives whoever comes alone; if it refuses, call the dispatcher at once.")),
    (
        "B4a",
        _("Bring everybody home; the trip is over when they are home and the vehicle is disinfected."),
    ),
)


@dataclass(frozen=True, slots=True)
class Passenger:
    """One outing on an order. `door` is None on a sheet that was printed without: name, telephone, address in plain."""

    trip: Trip
    card: Any
    door: dict[str, str] | None = None


def riders(trip: Trip) -> list[Trip]:
    """Everybody of the same ride, in the order of pick-up; each with its card."""
    together = Trip.objects.filter(pool=trip.pool, state__in=HOLDS_VEHICLE)
    related = together.select_related("booking__hospital", "booking__slot", "area", "checkpoint", "vehicle", "driver")
    return subjects.attach(related.order_by("planned_at", "number"))


def standing_order(trip: Trip) -> DispatchOrder | None:
    """The order last issued for this ride, while all on it is as it was."""
    last = (
        DispatchOrder.objects.filter(pool=trip.pool).select_related("vehicle", "driver").order_by("-issued_at").first()
    )
    return last if last and stands(last) else None


def stands(order: DispatchOrder) -> bool:
    """Same vehicle, driver, hours and passengers as now."""
    now = list(
        Trip.objects.filter(pool=order.pool, state__in=HOLDS_VEHICLE).values_list(
            "vehicle", "driver", "during__startswith"
        )
    )
    as_issued = (order.vehicle_id, order.driver_id, order.during.lower)
    return len(now) == order.passengers and all(row == as_issued for row in now)


def token_of(order: DispatchOrder) -> str:
    """What its QR code says: which order, and that this portal issued it. No personal data."""
    body = base64.urlsafe_b64encode(order.pk.bytes).rstrip(b"=").decode()
    return f"{body}{_signature(body)}"


def order_of(token: str) -> uuid.UUID | None:
    """None: not one of ours."""
    body, signature = token[:-SIGNED], token[-SIGNED:]
    if not hmac.compare_digest(signature.encode(), _signature(body).encode()):
        return None
    try:
        return uuid.UUID(bytes=base64.urlsafe_b64decode(body + "=="))
    except (ValueError, binascii.Error):
        return None


def _signature(body: str) -> str:
    return keyed_digest("dispatch order", body)[:SIGNED]
