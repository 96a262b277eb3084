"""Requests as tests tell them: one resident, one need, everything else by keyword."""

from typing import Any

from cases.models import Case
from cases.services.intake import Intake, receive
from cases.services.people import Identity

COMMUNITY = "230110003001"


def told(**changes: Any) -> Intake:
    """An intake for 李秀兰 of the community; name the fields of Intake or of Identity that should differ."""
    who = {"name": "李秀兰", "phone": "19900000001"}
    who |= {key: changes.pop(key) for key in list(changes) if key in Identity.__dataclass_fields__}
    what = {"area_id": COMMUNITY, "need": "medicine", "caller_phone": who.get("phone", "")}
    return Intake(patient=Identity(**who), **(what | changes))


def request_of(by: Any, **changes: Any) -> Case:
    """A request that was just taken in."""
    return receive(told(**changes), by=by)


def body(**changes: Any) -> dict[str, Any]:
    """The body of POST /api/v1/cases/."""
    patient = {"name": "李秀兰", "phone": "19900000001", "sex": "female"} | changes.pop("patient", {})
    return {"channel": "hotline", "area": COMMUNITY, "need": "medicine", "patient": patient} | changes
