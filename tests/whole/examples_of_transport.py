"""Examples of what transport serves: plans of a day, trips, passes, gates, fleets and their papers."""

from __future__ import annotations

from typing import Any

from tests.whole.example import Example, Examples, calls, moves, one
from tests.whole.world import District
from transport.lifecycle import TRIP
from transport.selectors.orders import token_of


def _plan(district: District, *, post: str = "", **parts: Any) -> Example:
    return Example({"pk": district.plan.pk, **parts}, district.plan, "plan.view", post=post)


def _kept(thing: Any, **parts: Any) -> Example:
    """A vehicle or a driver, on the pages of whoever keeps them."""
    noun = thing._meta.model_name
    return Example({"pk": thing.pk, **parts}, thing, f"{noun}.view", f"{noun}.keep")


TRANSPORT: dict[str, Examples] = {
    # plans of a day
    "/dispatch/plans/<pk>/": one(lambda district: _plan(district)),
    "/dispatch/plans/<pk>/accept/": one(lambda district: _plan(district, post="plan.make")),
    "/dispatch/plans/<pk>/again/": one(lambda district: _plan(district, post="plan.make")),
    "/dispatch/plans/<pk>/runs/<run_pk>/": one(
        lambda district: _plan(district, run_pk=district.plan.runs.get().pk, post="plan.make")
    ),
    # trips, passes, gates
    "/dispatch/<pk>/share/": one(
        lambda district: Example({"pk": district.trip.pk}, district.trip, "trip.view", "trip.assign")
    ),
    # a fleet and its papers
    "/fleet/vehicles/<pk>/": one(lambda district: _kept(district.spare_vehicle)),
    "/fleet/vehicles/<pk>/owner/": one(lambda district: _kept(district.enlistment.vehicle)),
    "/fleet/vehicles/<pk>/<act>/": one(lambda district: _kept(district.spare_vehicle, act="restock")),
    "/fleet/drivers/<pk>/": one(lambda district: _kept(district.wheel)),
    "/fleet/drivers/<pk>/shifts/": one(lambda district: _kept(district.wheel)),
    "/fleet/drivers/<pk>/shifts/<shift_pk>/remove/": one(
        lambda district: _kept(district.wheel, shift_pk=district.driver_shift.pk)
    ),
    "/trips/<pk>/order/": one(
        lambda district: Example({"pk": district.trip.pk}, district.trip, "trip.view", "trip.order")
    ),
    "/orders/<pk>/qr.svg": one(lambda district: Example({"pk": district.order.pk}, district.order, "order.view")),
    "/orders/<token>/": one(
        lambda district: Example({"token": token_of(district.order)}, district.order, "order.view")
    ),
    "/api/v1/vehicles/<pk>/": one(
        lambda district: Example({"pk": district.vehicle.pk}, district.vehicle, "vehicle.view")
    ),
    "/api/v1/drivers/<pk>/": one(lambda district: Example({"pk": district.wheel.pk}, district.wheel, "driver.view")),
    "/api/v1/drivers/<pk>/shifts/": one(
        lambda district: Example({"pk": district.wheel.pk}, district.wheel, "driver.view", post="driver.keep")
    ),
    "/api/v1/drivers/<pk>/shifts/<shift_pk>/": one(
        lambda district: Example(
            {"pk": district.wheel.pk, "shift_pk": district.driver_shift.pk},
            district.wheel,
            "driver.view",
            "driver.keep",
        )
    ),
    "/api/v1/plans/<pk>/": one(lambda district: _plan(district)),
    "/api/v1/plans/<pk>/accept/": one(lambda district: _plan(district, post="plan.make")),
    "/api/v1/plans/<pk>/again/": one(lambda district: _plan(district, post="plan.make")),
    "/api/v1/plans/<pk>/runs/<run_pk>/": one(
        lambda district: _plan(district, run_pk=district.plan.runs.get().pk, post="plan.make")
    ),
    "/api/v1/trips/<pk>/suggestions/": one(
        lambda district: Example({"pk": district.trip.pk}, district.trip, "trip.view", "trip.assign")
    ),
    "/dispatch/<pk>/vehicle/<vehicle_pk>/": one(
        lambda district: Example(
            {"pk": district.trip.pk, "vehicle_pk": district.spare_vehicle.pk}, district.trip, "trip.view", "trip.assign"
        )
    ),
    "/driver/<pk>/step/<name>/": moves(TRIP, lambda district: district.trip),
    "/trips/<pk>/move/<name>/": moves(TRIP, lambda district: district.own_car),
    "/driver/<pk>/contact/": one(
        lambda district: Example({"pk": district.trip.pk}, district.trip, "trip.view", "trip.reveal")
    ),
    "/driver/<pk>/trouble/": one(
        lambda district: Example({"pk": district.trip.pk}, district.trip, "trip.view", "trip.trouble")
    ),
    "/dispatch/troubles/<pk>/settle/": one(
        lambda district: Example({"pk": district.trouble.pk}, district.trip, "trip.view", "trip.assign")
    ),
    "/api/v1/trips/<pk>/trouble/": one(
        lambda district: Example({"pk": district.trip.pk}, district.trip, "trip.view", "trip.trouble")
    ),
    "/api/v1/troubles/<pk>/settle/": one(
        lambda district: Example({"pk": district.trouble.pk}, district.trip, "trip.view", "trip.assign")
    ),
    **{
        address: one(
            lambda district: Example(
                {"pk": district.checkpoint.pk}, district.checkpoint, "checkpoint.view", "checkpoint.scan"
            )
        )
        for address in (
            "/gate/<pk>/",
            "/gate/<pk>/bundle/",
            "/api/v1/checkpoints/<pk>/bundle/",
            "/api/v1/checkpoints/<pk>/reconcile/",
        )
    },
    "/trips/<pk>/pass/": one(
        # Who sees the trip of somebody else's pass is not shown the pass.
        lambda district: Example({"pk": district.own_car.pk}, district.own_car, "trip.view", also=frozenset({404}))
    ),
    "/passes/<pk>/qr.svg": one(lambda district: Example({"pk": district.shown.pk}, district.shown, "pass.view")),
    "/passes/<pk>/renew/": one(
        lambda district: Example({"pk": district.shown.pk}, district.shown, "pass.view", "pass.renew")
    ),
    "/trips/<number>/": one(lambda district: Example({"number": district.trip.number}, district.trip, "trip.view")),
    "/bookings/<number>/": one(
        lambda district: Example({"number": district.booking.number}, district.booking, "booking.view")
    ),
    "/api/v1/trips/<pk>/": one(lambda district: Example({"pk": district.trip.pk}, district.trip, "trip.view")),
    **calls("/api/v1/trips/", TRIP, lambda district: district.trip),
    "/api/v1/checkpoints/<pk>/scan/": one(
        lambda district: Example(
            {"pk": district.checkpoint.pk}, district.checkpoint, "checkpoint.view", "checkpoint.scan"
        )
    ),
}  # fmt: skip
