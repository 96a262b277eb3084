"""A file that leaves the house is opened by a spreadsheet, which would run a cell that begins like a formula."""

import csv
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cases.services.intake import Intake, receive
from cases.services.people import Identity
from portal.privacy.exports import STARTS_FORMULA
from tests.whole.walking import walkers


def cells(content: bytes, kind: str) -> list[str]:
    if kind == "csv":
        return [cell for row in csv.reader(StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]
    sheet = load_workbook(BytesIO(content)).active
    assert not [cell for row in sheet for cell in row if cell.data_type == "f"]
    return [str(cell.value) for row in sheet for cell in row if cell.value is not None]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("sign", STARTS_FORMULA, ids=repr)
def test_what_somebody_called_themselves_is_text(world, sign, kind):
    (walker,) = walkers(world, "operator")
    name, address = f'{sign}cmd|"/C calc"!A1', f"{sign}HYPERLINK(安埠街1号)"
    patient = Identity(name=name, phone=f"{sign}19907130000", address=address)
    case = receive(Intake(area_id=world.ours.community.pk, need="medicine", patient=patient), by=walker.user)
    answer = walker.call("POST", reverse("cases:export"), {"format": kind})
    told = cells(answer.content, kind)
    assert case.number in told
    assert not [cell for cell in told if cell.startswith(STARTS_FORMULA)]
