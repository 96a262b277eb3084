"""The closed loop on six screens: centre, hospital desk, dispatcher, driver, gate, and the centre again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.stories.test_pathways import carry, close, state_of

pytestmark = pytest.mark.browser
PEOPLES_HOSPITAL = "香坊区人民医院"


def booking_of(program, number: str) -> dict:
    return next(row for row in program.get("/bookings/")["results"] if row["number"] == number)


def trip_of(program, number: str) -> dict:
    return next(row for row in program.get("/trips/")["results"] if row["number"] == number)


def desk_taps(desk, booking: dict, label: str) -> None:
    desk.open("/desk/")
    desk.tap(label, within=f"#booking-{booking['id']}")


def arranged_at(actor, program, number: str) -> dict:
    """Answered, judged, and asked of the hospital where `desk` works."""
    operator = actor("operator")
    carry(operator, number, "answer", "judge")
    hospital = next(row for row in program.get("/hospitals/")["results"] if row["name"].endswith(PEOPLES_HOSPITAL))
    carry(operator, number, "arrange", arrange={"hospital": str(hospital["id"]), "note": "就近"})
    return booking_of(program, number)


def test_an_outing_by_vehicle(actor, program, take_in, screenshot):
    number = take_in(need="outpatient", groups=["pregnant"], control="sealed", severity="urgent")
    booking = arranged_at(actor, program, number)
    desk = actor("desk")
    desk_taps(desk, booking, "接受")
    screenshot(desk.page, "hospital desk")

    trip = trip_of(program, number)
    dispatcher = actor("dispatcher").open(f"/dispatch/?trip={trip['id']}")
    screenshot(dispatcher.page, "dispatch board")
    dispatcher.tap("派此车")
    trip = trip_of(program, number)
    assert trip["state"] == "assigned"

    for step in ("accept", "depart", "pick_up", "arrive"):
        program.post(f"/trips/{trip['id']}/{step}/")
    assert state_of(program, number) == "under_way"
    desk_taps(desk, booking, "已接诊")
    desk_taps(desk, booking, "诊疗结束")
    for step in ("leave", "come_home", "disinfect"):
        program.post(f"/trips/{trip['id']}/{step}/")
    close(actor("operator"), number, "settled")
    assert state_of(program, number) == "archived"


def test_an_outing_by_private_car_through_the_gate(actor, program, take_in, screenshot):
    tested = (datetime.now(UTC) - timedelta(hours=5)).isoformat()
    number = take_in(need="outpatient", control="sealed", can_self_drive=True, latest_test_at=tested)
    booking = arranged_at(actor, program, number)
    desk = actor("desk")
    desk_taps(desk, booking, "接受")
    trip = trip_of(program, number)
    operator = actor("operator").open(f"/trips/{trip['id']}/pass/")
    screenshot(operator.page, "pass")
    code = operator.page.locator(".pass__code").inner_text()

    gate = actor("gate").open("/gate/")
    gate.page.fill("[name=token]", code)
    gate.tap("出")
    gate.sees("放行", within="#verdict")
    screenshot(gate.page, "gate")
    desk_taps(desk, booking, "已到达")
    desk_taps(desk, booking, "已接诊")
    desk_taps(desk, booking, "诊疗结束")
    gate.open("/gate/").page.fill("[name=token]", code)
    gate.tap("进")
    gate.sees("放行", within="#verdict")
    close(actor("operator"), number, "settled")
    assert state_of(program, number) == "archived"
