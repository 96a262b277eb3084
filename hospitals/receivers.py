"""What a move of a booking entails for the other institution, when one hands a person over to another (N4)."""

from typing import Any

from django.db import OperationalError, transaction
from django.dispatch import receiver
from django.utils.translation import gettext as _

from hospitals.lifecycle import BOOKING
from hospitals.models import Booking
from hospitals.models.bookings import PENDING
from hospitals.services.asking import ask_to_take_over
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.move import follow
from portal.lifecycle.signals import moved
from portal.lifecycle.table import Act
from portal.notices import live


@receiver(moved, sender=Booking)
def let_the_hand_over_follow(act: Act, **kwargs: Any) -> None:
    booking, name = act.thing, act.transition.name
    if name == "hand_over":
        data = act.data
        ask_to_take_over(
            booking, hospital=data["hospital"], reason=data["reason"], note=data.get("note", ""), by=act.by
        )
    elif name in ("take_back", "close"):
        _withdraw_hand_overs(booking, by=act.by)


@receiver(moved, sender=Booking)
def let_the_first_receiver_follow(act: Act, **kwargs: Any) -> None:
    """Responsible until the other one has received the person, not a moment less; then no longer."""
    booking = act.thing
    if booking.takes_over is None:
        return
    if act.transition.name == "receive":
        follow(BOOKING, booking.takes_over, "relieve", by=act.by, happened_at=act.happened_at)
    first = booking.takes_over.hospital_id
    live.publish("booking", area_id=booking.area_id, number=booking.number, hospital=first)


def _withdraw_hand_overs(booking: Booking, *, by: Any) -> None:
    """Without waiting: an institution that is just receiving holds its own booking and waits for this one."""
    try:
        with transaction.atomic():
            pending = list(booking.hand_overs.filter(state__in=PENDING).select_for_update(nowait=True, of=("self",)))
    except OperationalError:
        raise MoveRefused(_("The other institution is answering just now. Look at it again.")) from None
    for one in pending:
        follow(BOOKING, one, "withdraw", by=by)
