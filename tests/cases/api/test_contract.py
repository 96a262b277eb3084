"""The contract of /api/v1/ that outside programs rely on, call by call."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from rest_framework.test import APIClient

from cases.models import Case
from portal.commitments.sweep import sweep
from tests.cases.telling import body

pytestmark = pytest.mark.django_db
CASES = "/api/v1/cases/"


@pytest.fixture
def call(policy, operator) -> APIClient:
    """An outside program with the operator's token."""
    client = APIClient()
    token = client.post("/api/v1/token/", {"username": "operator", "password": "demo-operator"}).json()["token"]
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


@pytest.fixture
def elsewhere(policy, neighbour) -> APIClient:
    client = APIClient()
    client.force_authenticate(neighbour)
    return client


def taken_in(call, **changes) -> dict:
    answer = call.post(CASES, body(**changes))
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_request_is_taken_in_and_explains_itself(call):
    case = taken_in(call, need="treatment_session", groups=["dialysis"], control="central_isolation")
    assert case["state"] == "received"
    assert case["pathway"] == "outing_vehicle"
    assert {"T3b", "H1"} & {row["clause"] for row in case["why"]}
    assert {row["kind"] for row in case["commitments"]} == {"case.answer", "case.arrange"}
    assert {"due_at", "level", "kept_at", "broken"} <= case["commitments"][0].keys()
    assert "answer" in case["allowed"]
    assert case["timeline"]


def test_personal_fields_are_masked(call):
    case = taken_in(call)
    assert case["patient"]["name"] == "李**"
    assert case["patient"]["phone"] == "199****0001"
    assert "李秀兰" not in call.get(f"{CASES}{case['number']}/").content.decode()


def test_a_critical_request_goes_to_120_at_once(call):
    case = taken_in(call, need="emergency", severity="critical")
    assert case["pathway"] == "call_120"
    assert "B1b" in {row["clause"] for row in case["why"]} or "T3a" in {row["clause"] for row in case["why"]}
    assert Case.objects.get(number=case["number"]).jobs.get().kind == "handover_120"


def test_the_whole_road_by_its_names(call):
    number = taken_in(call, need="consultation")["number"]
    road = [
        ("answer", {"channel": "phone", "note": "已回电"}, "answered"),
        ("judge", {}, "judged"),
        ("arrange", {}, "arranged"),
        ("start", {}, "under_way"),
    ]
    for name, inputs, state in road:
        answer = call.post(f"{CASES}{number}/{name}/", inputs)
        assert answer.status_code == 200, (name, answer.content)
        assert answer.json()["state"] == state
    job = Case.objects.get(number=number).jobs.get()
    assert call.post(f"{CASES}{number}/finish/", {}).status_code == 409, "work is open"
    for name, inputs in (("accept", {}), ("connect", {}), ("conclude", {"result": "继续服药"})):
        answer = call.post(f"/api/v1/jobs/{job.pk}/{name}/", inputs)
        assert answer.status_code == 200, (name, answer.content)
    for name, inputs, state in (
        ("finish", {"outcome": "advised"}, "finished"),
        ("follow_up", {"satisfaction": "satisfied"}, "followed_up"),
        ("archive", {}, "archived"),
    ):
        answer = call.post(f"{CASES}{number}/{name}/", inputs)
        assert (answer.status_code, answer.json()["state"]) == (200, state)


def test_an_impossible_step_is_a_409_with_what_is_possible(call):
    number = taken_in(call)["number"]
    answer = call.post(f"{CASES}{number}/archive/", {})
    assert answer.status_code == 409
    assert answer.json()["state"] == "received"
    assert "answer" in answer.json()["allowed"]
    assert {"code", "message", "fields"} <= answer.json().keys()


def test_a_second_open_case_is_a_409_that_names_the_first(call):
    number = taken_in(call)["number"]
    answer = call.post(CASES, body())
    assert answer.status_code == 409
    assert answer.json()["open_case"] == number
    assert taken_in(call, related_to=number)["number"] != number


def test_one_key_one_effect_one_answer(call):
    first = call.post(CASES, body(), headers={"Idempotency-Key": "k1"})
    again = call.post(CASES, body(), headers={"Idempotency-Key": "k1"})
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert Case.objects.count() == 1


def test_a_key_used_for_another_call_is_refused(call):
    call.post(CASES, body(), headers={"Idempotency-Key": "k1"})
    answer = call.post(CASES, body(need="consultation"), headers={"Idempotency-Key": "k1"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "idempotency_key_reused"


def test_a_corrected_call_may_use_its_key_again(call):
    assert call.post(CASES, body(need="nonsense"), headers={"Idempotency-Key": "k1"}).status_code == 400
    assert call.post(CASES, body(), headers={"Idempotency-Key": "k1"}).status_code == 201


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"area": "999"}, "area"),
        ({"need": "nonsense"}, "need"),
        ({"groups": ["nonsense"]}, "groups.0"),
        ({"severity": None}, "severity"),
        ({"patient": {"phone": "abc"}}, "patient.phone"),
        ({"patient": {"id_number": "230110195001010011"}}, "patient.id_number"),
        ({"patient": {"birth_date": "2999-01-01"}}, "patient.birth_date"),
        ({"patient": {"name": ""}}, "patient.name"),
        ({"occurred_at": "2999-01-01T00:00:00Z"}, "occurred_at"),
        ({"latest_test_at": "2999-01-01T00:00:00Z"}, "latest_test_at"),
        ({"related_to": "20200101-0001"}, "related_to"),
    ],
)
def test_a_bad_input_names_its_field_and_writes_nothing(call, changes, field):
    answer = call.post(CASES, body(**changes))
    assert answer.status_code == 400
    assert field in answer.json()["fields"], answer.json()
    assert not Case.objects.exists()


def test_what_is_no_json_is_the_callers_fault(call):
    answer = call.post(CASES, b"{broken", content_type="application/json")
    assert answer.status_code == 400
    assert {"code", "message", "fields"} <= answer.json().keys()
    assert call.post(CASES, [1, 2], format="json").status_code == 400


def test_another_district_gets_404_and_an_empty_list(call, elsewhere):
    number = taken_in(call)["number"]
    assert elsewhere.get(f"{CASES}{number}/").status_code == 404
    assert elsewhere.post(f"{CASES}{number}/answer/", {"channel": "phone"}).status_code == 404
    assert elsewhere.get(CASES).json()["results"] == []
    assert elsewhere.post(CASES, body()).status_code == 400


def test_nobody_without_a_token(policy):
    client = APIClient()
    assert client.get(CASES).status_code == 401
    assert client.post(CASES, body()).status_code == 401


def test_lists_are_cursor_paged_and_filtered(call):
    for index in range(3):
        taken_in(call, patient={"name": f"居民{index}", "phone": f"1990000100{index}"}, need="medicine")
    taken_in(call, need="consultation", severity="urgent", groups=["elderly"])
    page = call.get(CASES, {"page_size": 2}).json()
    assert page.keys() == {"next", "previous", "results"}
    assert len(page["results"]) == 2
    assert len(call.get(page["next"]).json()["results"]) == 2
    for query, count in (
        ({"need": "medicine"}, 3), ({"severity": "urgent"}, 1), ({"group": "elderly"}, 1), ({"area": "230110"}, 4),
        ({"area": "230103"}, 0), ({"state": "answered"}, 0), ({"overdue": "false"}, 4), ({"q": "19900001002"}, 1),
    ):  # fmt: skip
        assert len(call.get(CASES, query).json()["results"]) == count, query


def test_escalations_say_what_when_and_to_whom(call, supervisor):
    late = (timezone.now() - timedelta(hours=3)).isoformat()
    number = taken_in(call, occurred_at=late)["number"]
    sweep()
    rows = call.get("/api/v1/escalations/", {"case": number}).json()["results"]
    assert {"case", "kind", "level", "due_at", "fired_at", "to", "acknowledged_at", "why"} <= rows[0].keys()
    assert {"case.answer", "case.arrange"} >= {row["kind"] for row in rows}
    assert rows[0]["why"]["clause"]
    assert call.get("/api/v1/escalations/", {"case": number, "acknowledged": "true"}).json()["results"] == []
    detail = call.get(f"{CASES}{number}/").json()
    assert any(row["broken"] and row["level"] for row in detail["commitments"])


def test_the_clock_starts_when_the_request_was_made(call):
    asked = timezone.now() - timedelta(minutes=10)
    case = taken_in(call, occurred_at=asked.isoformat())
    assert all(row["started_at"][:16] == case["occurred_at"][:16] for row in case["commitments"])


def test_the_match_ranks_hospitals_and_says_why_not(call, hospital):
    number = taken_in(call, need="treatment_session", groups=["dialysis"], control="central_isolation")["number"]
    (row,) = call.get("/api/v1/hospitals/match/", {"case": number}).json()
    assert row["excluded"]
    assert row["why_not"]


def test_the_register_is_kept_and_read(call):
    answer = call.post(
        "/api/v1/register/",
        {
            "area": "230110003001", "group": "dialysis", "plan": {"days": [1, 3, 5], "shift": 2},
            "person": {"name": "王建国", "phone": "19900000009"},
        },
    )  # fmt: skip
    assert answer.status_code == 201, answer.content
    (row,) = call.get("/api/v1/register/", {"group": "dialysis"}).json()["results"]
    assert row["person"]["name"] == "王**"


def test_the_schema_is_complete(capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")


def test_the_schema_and_the_documents_are_there(client):
    assert client.get("/api/schema/").status_code == 200
    assert client.get("/api/docs/").status_code == 200
