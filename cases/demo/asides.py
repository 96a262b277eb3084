"""What comes between answering a request and judging it: a pause, another hand, a second call about the same person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from cases.lifecycle import CASE
from cases.models import Case
from cases.services.calls import join_call
from cases.services.intake import receive
from portal.lifecycle.move import move

if TYPE_CHECKING:
    from cases.demo.requests import Request

Going = Iterator[float]
NEIGHBOURS_COMMUNITY = "230103001001"


def _paused(request: Request) -> Going:
    yield request.scene.between(2, 8)
    reason = request.scene.rng.choice(("waiting_family", "waiting_result", "resident_asks"))
    request.move("pause", reason=reason, note=request.scene.say("pause"))


def _resumed(request: Request) -> Going:
    yield from _paused(request)
    yield request.scene.between(25, 70)
    request.move("resume", note=request.scene.say("resume"))


def _transferred(request: Request) -> Going:
    """It belongs to the district next door, whose operator goes on with it."""
    yield request.scene.between(3, 9)
    note = request.scene.say("wrong_place")
    request.move("transfer", area=NEIGHBOURS_COMMUNITY, reason="wrong_place", note=note)
    request.operator = request.dispatcher = request.medic = request.scene.cast.log_ins["neighbour"]


def _handed_on(request: Request) -> Going:
    """首接负责: after two hands the owner is fixed."""
    for owner in request.scene.rng.sample(request.scene.cast.operators, 2):
        yield request.scene.between(2, 8)
        request.move("transfer", owner=owner.pk, reason="not_competent", note=request.scene.say("handed_on"))
        request.operator = owner


def _cancelled(request: Request) -> Going:
    yield request.scene.between(4, 20)
    request.move("cancel", reason="no_longer_needed", note=request.scene.say("cancel"))


def _doubled(request: Request) -> Going:
    """A neighbour calls about the same resident under another need: two requests become one."""
    yield request.scene.between(2, 6)
    open_needs = Case.objects.open().filter(person=request.case.person_id).values_list("need", flat=True)
    need = next(need for need in ("outpatient", "consultation", "medicine", "emergency") if need not in open_needs)
    words = request.scene.say("again_neighbour")
    other = receive(request.intake(need=need, severity="routine", description=words), by=request.operator)
    yield request.scene.between(3, 8)
    move(CASE, other, "merge", by=request.operator, data={"into": request.case.number})


def _called_again(request: Request) -> Going:
    yield request.scene.between(3, 12)
    join_call(request.case, words=request.scene.say("call_again"), by=request.operator)


ASIDES: dict[str, Callable[[Request], Going]] = {
    "paused": _paused,
    "resumed": _resumed,
    "transferred": _transferred,
    "handed_on": _handed_on,
    "cancelled": _cancelled,
    "doubled": _doubled,
    "called_again": _called_again,
}
