"""转办: a request is passed on to a place that is found by its name, also beyond one's own district."""

import pytest
from django.urls import reverse

from cases.services.intake import receive
from tests.cases.telling import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(policy, operator):
    return receive(told(), by=operator)


def test_places_of_the_whole_city_are_found_by_name(client, operator, grid, nobody):
    client.force_login(operator)
    page = client.get(reverse("cases:all_areas"), {"q": "花园"}).content.decode()
    assert "花园社区 230103001001" in page
    assert "花园街道 230103001" in page
    assert "哈尔滨市 2301" not in client.get(reverse("cases:all_areas"), {"q": "哈尔滨"}).content.decode()
    for other in (grid, nobody):
        client.force_login(other)
        assert client.get(reverse("cases:all_areas"), {"q": "花园"}).status_code == 403


@pytest.mark.parametrize("said", ["花园社区 230103001001", "花园社区", "230103001001"])
def test_it_goes_where_it_belongs_however_the_place_is_said(client, operator, case, said):
    client.force_login(operator)
    address = reverse("cases:move", args=[case.number, "transfer"])
    assert "data-combobox" in client.get(address, HTTP_HX_REQUEST="true").content.decode()
    client.post(address, {"area": said, "reason": "wrong_place"})
    case.refresh_from_db()
    assert case.area_id == "230103001001"


def test_a_place_that_does_not_exist_is_named_and_nothing_typed_is_lost(client, operator, case):
    client.force_login(operator)
    address = reverse("cases:move", args=[case.number, "transfer"])
    headers = {"HX-Request": "true", "HX-Target": "dialog-body"}
    page = client.post(address, {"area": "无此地", "reason": "wrong_place"}, headers=headers)
    assert page.status_code == 422
    assert "无此地" in page.content.decode()


def test_programs_say_the_code_as_before(client, operator, case):
    client.force_login(operator)
    address = f"/api/v1/cases/{case.number}/transfer/"
    refused = client.post(address, {"area": "99", "reason": "wrong_place"}, content_type="application/json")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["area"])
    answer = client.post(address, {"area": "230103", "reason": "wrong_place"}, content_type="application/json")
    assert answer.status_code == 200
    case.refresh_from_db()
    assert case.area_id == "230103"
