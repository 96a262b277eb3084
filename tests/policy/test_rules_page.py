"""The page of rules: what is in force in a place, in words of both languages, and what would happen to somebody."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import PolicyActivation
from cases.policies.reading import RulesReader
from cases.policies.services import activate
from cases.policy import load_pack
from hospitals.models import Hospital

pytestmark = pytest.mark.django_db
DISTRICT, NEIGHBOUR, CITY, COMMUNITY = "230110", "230103", "2301", "230110003001"
ISOLATED = {"need": "outpatient", "severity": "routine", "control": "central_isolation", "groups": ["elderly"]}


@pytest.fixture
def read(client: Client, harbin: PolicyActivation) -> Any:
    """read(user, area=…, language=…) -> the page as text; `status` is what must come."""

    def page(user: Any, *, status: int = 200, language: str = "zh-hans", htmx: bool = False, **asked: Any) -> str:
        client.force_login(user)
        client.cookies["django_language"] = language
        headers = {"HX-Request": "true", "HX-Target": "answer"} if htmx else {}
        answer = client.get(reverse("cases:rules"), asked, headers=headers)
        assert answer.status_code == status
        return answer.content.decode()

    return page


def test_it_says_which_pack_holds_since_when_and_why(read: Any, operator: Any, harbin: PolicyActivation) -> None:
    page = read(operator)

    assert "哈尔滨市（2022年4月）" in page
    assert harbin.reason in page
    assert harbin.version.digest[:8] in page
    assert "national-2022-03 → harbin-2022-04" in page


def test_the_rules_stand_in_words_with_their_clauses(read: Any, operator: Any) -> None:
    page = read(operator)

    assert "最优先：轻重：危重" in page
    assert "设发热门诊的医院；就近医院" in page
    assert '<a class="chip chip--group" href="#T2a">T2a</a>' in page
    assert 'id="T2a"' in page
    assert "立即：区督导" in page


def test_of_clocks_with_the_same_conditions_only_the_one_that_holds_is_shown(harbin: PolicyActivation) -> None:
    answer = RulesReader(load_pack("harbin-2022-04"), "en").clocks[0]

    assert [(row.when, row.due, row.origin) for row in answer.rows] == [
        ("in general", "15 min", "national-2022-03"),
        ("severity: critical", "5 min", ""),
        ("group: newborn or pregnant or dialysis or oncology", "10 min", ""),
    ]


def test_it_reads_in_english_as_well(read: Any, operator: Any) -> None:
    page = read(operator, language="en")

    assert "Harbin, April 2022" in page
    assert "before all others: severity: critical" in page
    assert "at once: supervisor, district" in page
    assert "Never a reason to refuse" in page


def test_it_names_the_places_below_that_have_their_own(read: Any, city: Any, areas: dict[str, Any]) -> None:
    activate("tongliao-2022-11", area=areas[DISTRICT], reason="本区试行")

    assert f'href="?area={DISTRICT}"' in read(city)
    page = read(city, area=DISTRICT)
    assert "通辽市（2022年11月）" in page
    assert "本区试行" in page
    assert "harbin-2022-04" in page  # in the history


def test_a_place_without_any_says_that_the_national_base_holds(client: Client, areas: Any, operator: Any) -> None:
    client.force_login(operator)
    page = client.get(reverse("cases:rules")).content.decode()

    assert "国家基础规则" in page


def test_what_would_happen_to_somebody(read: Any, operator: Any) -> None:
    page = read(operator, **ISOLATED)

    assert "专车外出就医" in page
    assert "集中隔离、非危重 → 指挥部派车送最近发热门诊" in page
    assert "任何环节不得要求出示核酸证明、健康码颜色" in page
    assert "15分钟" in page


def test_what_would_happen_in_english(read: Any, operator: Any) -> None:
    page = read(operator, language="en", **ISOLATED)

    assert "central isolation, not critical → vehicle to the nearest fever clinic" in page
    assert "nobody may ask for a test result or the colour of the health code" in page


def test_it_names_the_hospitals_that_would_be_asked(read: Any, operator: Any, areas: dict[str, Any]) -> None:
    Hospital.objects.create(name="市第五医院", area=areas[DISTRICT], kind="fever")
    Hospital.objects.create(name="某口腔医院", area=areas[DISTRICT], kind="ordinary")
    answer = read(operator, htmx=True, **ISOLATED)

    assert "市第五医院" in answer
    assert "某口腔医院" not in answer


def test_the_road_not_taken_is_explained(read: Any, operator: Any) -> None:
    answer = read(operator, htmx=True, can_self_drive="on", **ISOLATED)

    assert "未选自驾外出就医" in answer


def test_an_old_test_says_what_must_happen_first(read: Any, operator: Any) -> None:
    person = {"need": "outpatient", "severity": "routine", "control": "home_monitoring", "can_self_drive": "on"}

    assert "48小时内核酸阴性：未满足，先上门采样核酸" in read(operator, htmx=True, test_age=60, **person)
    assert "48小时内核酸阴性（已满足）" in read(operator, htmx=True, test_age=30, **person)


def test_htmx_is_answered_with_the_answer_alone(read: Any, operator: Any) -> None:
    answer = read(operator, htmx=True, **ISOLATED)

    assert "<html" not in answer
    assert "专车外出就医" in answer


@pytest.mark.parametrize(
    "wrong",
    [{"need": "gold"}, {"control": "free"}, {"age": "-1"}, {"age": "old"}, {"groups": "giants"}, {"test_age": "x"}],
)
def test_a_wrong_description_is_told_beside_its_field(read: Any, operator: Any, wrong: dict[str, str]) -> None:
    assert "form-errors" in read(operator, status=422, htmx=True, **{**ISOLATED, **wrong})
    assert "field--wrong" in read(operator, **{**ISOLATED, **wrong})


def test_another_district_does_not_exist(read: Any, operator: Any, neighbour: Any) -> None:
    read(operator, status=404, area=NEIGHBOUR)
    read(neighbour, status=404, area=COMMUNITY)
    read(operator, status=404, area="nonsense")
    read(operator, status=200, area=COMMUNITY)


def test_who_has_no_post_may_not_read(read: Any, nobody: Any) -> None:
    read(nobody, status=403)


def test_who_is_not_logged_in_is_sent_to_log_in(client: Client, areas: dict[str, Any]) -> None:
    assert client.get(reverse("cases:rules")).status_code in (302, 401)


def test_the_grid_worker_reads_the_rules_of_the_community(read: Any, grid: Any) -> None:
    assert "安埠社区" in read(grid)


def test_it_costs_the_same_queries_however_much_was_activated(
    read: Any, city: Any, areas: dict[str, Any], client: Client, django_assert_max_num_queries: Any
) -> None:
    for name in ("tongliao-2022-11", "beijing-2022-11", "beijing-2022-04", "harbin-2022-04"):
        activate(name, area=areas[CITY])
        activate(name, area=areas[DISTRICT])
    client.force_login(city)
    client.get(reverse("cases:rules"))
    with django_assert_max_num_queries(28):
        client.get(reverse("cases:rules"))
