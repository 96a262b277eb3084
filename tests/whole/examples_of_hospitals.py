"""Examples of what hospitals serve: the desk, the designation matrix, institutions, their bookings and closings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hospitals.lifecycle import BOOKING, CLOSURE
from tests.whole.example import Example, Examples, calls, moves, one
from tests.whole.world import District


def _line(district: District, **actions: Any) -> Example:
    line = district.hospital.designations.get()
    return Example({"pk": line.pk}, line, "designation.view", **actions)


HOSPITALS: dict[str, Examples] = {
    # the desk
    "/desk/bookings/<pk>/move/<name>/": moves(BOOKING, lambda district: district.booking),
    "/desk/bookings/<pk>/contact/": one(
        lambda district: Example({"pk": district.booking.pk}, district.booking, "booking.view", "booking.reveal")
    ),
    "/desk/<pk>/places/<room>/": one(
        lambda district: Example(
            {"pk": district.hospital.pk, "room": "buffer_rescue"}, district.hospital, "places.report"
        )
    ),
    "/desk/<pk>/close/": one(
        lambda district: Example({"pk": district.hospital.pk}, district.hospital, "hospital.close")
    ),
    "/desk/closures/<pk>/reopen/": one(
        lambda district: Example({"pk": district.closure.pk}, district.closure, "closure.view", "closure.reopen")
    ),
    # the designation matrix; uploads of it are their sender's, and here nobody has sent one
    "/hospitals/matrix/<pk>/": one(lambda district: _line(district)),
    **{
        f"/hospitals/matrix/<pk>/{step}/": one(lambda district: _line(district, does="designation.keep"))
        for step in ("change", "end")
    },
    **{
        f"/hospitals/matrix/uploads/<pk>/{step}": one(
            lambda district: Example({"pk": UUID(int=1)}, owner=district.operator)
        )
        for step in ("", "confirm/", "drop/")
    },
    # Whoever is served by a line reads it too, wherever its institution lies: tests/hospitals/matrix.
    "/api/v1/designations/<pk>/": one(
        lambda district: Example({"pk": district.hospital.designations.get().pk}, also=frozenset({404}))
    ),
    "/api/v1/designations/<pk>/end/": one(lambda district: _line(district, post="designation.keep")),
    "/api/v1/hospitals/holes/": one(
        lambda district: Example(
            {}, district.community, "designation.view", query=f"area={district.community.pk}"
        )
    ),
    # institutions: what they have, how they answer
    **{
        f"/institutions/<pk>/{step}": one(lambda district: Example({"pk": district.hospital.pk}))
        for step in ("", "slots/")
    },
    "/institutions/named/<number>/": one(lambda district: Example({"number": district.hospital.name})),
    **{
        f"/institutions/<pk>/places/{step}": one(
            lambda district: Example({"pk": district.hospital.pk}, district.hospital, "places.report")
        )
        for step in ("", "unchanged/")
    },
    "/institutions/<pk>/slots/open/": one(
        lambda district: Example({"pk": district.hospital.pk}, district.hospital, "slot.keep")
    ),
    **{
        f"/institutions/slots/<pk>/{step}": one(
            lambda district: Example({"pk": district.slot.pk}, district.slot, "slot.keep", data={"capacity": 3})
        )
        for step in ("", "close/", "reopen/")
    },
    "/institutions/supervision/behind/": one(lambda district: Example(query="which=asked")),
    "/api/v1/hospitals/<pk>/places/": one(
        lambda district: Example({"pk": district.hospital.pk}, also=frozenset({404}))  # whose POST is the desk's
    ),
    "/api/v1/hospitals/<pk>/places/reports/": one(
        lambda district: Example({"pk": district.hospital.pk}, district.hospital, "hospital.supervise")
    ),
    "/api/v1/hospitals/<pk>/slots/": one(
        lambda district: Example({"pk": district.hospital.pk}, district.hospital, "slot.keep")
    ),
    "/api/v1/slots/<pk>/": one(lambda district: Example({"pk": district.slot.pk})),
    **{
        f"/api/v1/slots/<pk>/{step}/": one(
            lambda district: Example({"pk": district.slot.pk}, district.slot, "slot.keep", data={"capacity": 3})
        )
        for step in ("resize", "close", "reopen")
    },
    "/closures/<pk>/": one(lambda district: Example({"pk": district.closure.pk}, district.closure, "closure.view")),
    "/api/v1/closures/<pk>/": one(
        lambda district: Example({"pk": district.closure.pk}, district.closure, "closure.view")
    ),
    **calls("/api/v1/closures/", CLOSURE, lambda district: district.closure),
    **{
        f"/api/v1/hospitals/<pk>/{step}/": one(
            lambda district: Example({"pk": district.hospital.pk}, district.hospital, "hospital.close")
        )
        for step in ("close", "bound")
    },
    "/api/v1/bookings/<pk>/": one(
        lambda district: Example({"pk": district.booking.pk}, district.booking, "booking.view")
    ),
    "/api/v1/hospitals/<pk>/": one(lambda district: Example({"pk": district.hospital.pk})),
    **calls("/api/v1/bookings/", BOOKING, lambda district: district.booking),
}  # fmt: skip
