"""Every clause about judging: who calls, in what circumstances; what must come of it, and which clause says so."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from cases.policy import Outcome, Situation, clocks_for, judge, load_pack, refusal

NATIONAL, HARBIN, TONGLIAO = "national-2022-03", "harbin-2022-04", "tongliao-2022-11"
APRIL, NOVEMBER = "beijing-2022-04", "beijing-2022-11"


@dataclass(frozen=True)
class Story:
    clause: str
    pack: str
    told: str
    person: dict[str, Any]
    pathway: str
    en: str
    zh: str
    expect: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.clause}: {self.told}"


STORIES = [
    Story(
        "B1b",
        NOVEMBER,
        "a man with chest pain in a sealed area",
        {"need": "emergency", "severity": "critical", "control": "sealed"},
        "call_120",
        "critical → 120 at once",
        "危重 → 立即拨打120",
        {"transport.mode": "ambulance", "gate_pass.needed": False, "priority": 9},
    ),
    Story(
        "B1b",
        NOVEMBER,
        "one of the ledger's critically ill with an emergency",
        {"need": "emergency", "severity": "urgent", "control": "controlled", "groups": {"critical"}},
        "call_120",
        "critically ill, emergency care → 120 at once",
        "急危重症、急诊 → 立即拨打120",
    ),
    Story(
        "B2b",
        NOVEMBER,
        "a cough to ask about",
        {"need": "consultation", "control": "sealed"},
        "consultation",
        "consultation, not critical → online consultation",
        "咨询诊疗、非危重 → 医疗团队线上诊疗",
        {"by": "medic", "hospital": None, "transport.mode": "none"},
    ),
    Story(
        "B2b",
        NOVEMBER,
        "blood-pressure tablets have run out",
        {"need": "medicine", "control": "home_isolation", "groups": {"chronic"}},
        "medicine_delivery",
        "medicine, home isolation → the grid worker brings it to the door",
        "用药、居家隔离 → 网格员送药上门",
        {"by": "grid", "hospital": None},
    ),
    Story(
        "B2c",
        NOVEMBER,
        "a child must be seen and the family has no car",
        {"need": "outpatient", "control": "sealed", "groups": {"child"}, "can_self_drive": False},
        "outing_vehicle",
        "outpatient care, sealed area, not critical → hospital arranged",
        "门诊、封控、非危重 → 联系安排医院",
        {"hospital.prefer": ("designated", "nearest"), "gate_pass.needed": True},
    ),
    Story(
        "B3b",
        NOVEMBER,
        "has a car and must be seen",
        {"need": "outpatient", "control": "controlled", "can_self_drive": True},
        "outing_self_drive",
        "controlled area, has a car → own car with a pass and instructions",
        "管控、有私家车 → 发放通行证，告知注意事项后自驾前往",
        {"transport.mode": "self_drive", "gate_pass.needed": True, "gate_pass.tests": ()},
    ),
    Story(
        "H1",
        HARBIN,
        "an expectant mother with pains",
        {"need": "emergency", "severity": "urgent", "control": "sealed", "groups": {"pregnant"}},
        "outing_vehicle",
        "pregnant, urgent → green channel, no delay",
        "孕妇、紧急 → 走绿色通道，不得延误",
        {"priority": 7},
    ),
    Story(
        "H1",
        HARBIN,
        "a dialysis patient's session",
        {"need": "treatment_session", "control": "sealed", "groups": {"dialysis"}},
        "outing_vehicle",
        "dialysis → green channel, no delay",
        "透析 → 走绿色通道，不得延误",
        {"priority": 6},
    ),
    Story(
        "H2",
        HARBIN,
        "fever in a high-risk area",
        {"need": "outpatient", "control": "high_risk"},
        "outing_vehicle",
        "high-risk area, not critical → vehicle to the fever clinic designated",
        "高风险区、非危重 → 指挥部派车送高风险发热定点医院",
        {"hospital.kinds": ("fever",), "hospital.prefer": ("designated", "nearest")},
    ),
    Story(
        "H2",
        HARBIN,
        "critical under control",
        {"need": "emergency", "severity": "critical", "control": "sealed"},
        "call_120",
        "sealed area, critical → 120 hands over to the hospital designated",
        "封控、危重 → 120送风险管控区危重患者定点医院",
        {"hospital.designation": True, "hospital.category": "risk_control_critical_and_chronic"},
    ),
    Story(
        "H2",
        HARBIN,
        "chronically ill under control",
        {"need": "outpatient", "control": "controlled", "groups": {"chronic"}},
        "outing_vehicle",
        "controlled area, chronic illness → the hospital designated",
        "管控、慢性病 → 风险管控区慢性病患者定点医院",
        {"hospital.prefer": ("designated", "nearest")},
    ),
    Story(
        "H3",
        HARBIN,
        "an old woman who should not be moved",
        {"need": "consultation", "severity": "urgent", "control": "sealed", "groups": {"elderly"}},
        "squad_visit",
        "elderly, urgent → a consultation squad comes; the patient stays, the experts move",
        "老年人、紧急 → 派会诊小分队上门，患者不动专家动",
        {"transport.mode": "none", "hospital": None},
    ),
    Story(
        "H3",
        HARBIN,
        "a county far from any hospital",
        {"need": "outpatient", "control": "sealed", "distance_km": 85},
        "squad_visit",
        "outpatient care, 85 km away → the squad of the county comes",
        "门诊、距离85公里 → 派县区会诊小分队上门",
    ),
    Story(
        "H4",
        HARBIN,
        "cannot sleep in isolation",
        {"need": "psychological", "control": "central_isolation", "age": 41},
        "psychological_line",
        "psychological help → connected to the 24-hour psychological line",
        "心理援助 → 接通24小时心理援助热线",
        {"lines": ("psychological",)},
    ),
    Story(
        "H4",
        HARBIN,
        "a pupil who cannot sleep",
        {"need": "psychological", "control": "sealed", "age": 15},
        "psychological_line",
        "psychological help → connected",
        "心理援助 → 接通",
        {"lines": ("psychological", "youth")},
    ),
    Story(
        "H4",
        HARBIN,
        "asks for a doctor by video",
        {"need": "consultation", "control": "sealed"},
        "consultation",
        "by text, picture or video with one of the city's online hospitals",
        "可选市内互联网医院，图文或视频问诊",
    ),
    *(
        Story(
            "T2a",
            pack,
            f"{control} ({pack})",
            {"need": "outpatient", "control": control, "can_self_drive": True},
            "outing_vehicle",
            f"{en}, not critical → vehicle to the nearest fever clinic",
            f"{zh}、非危重 → 指挥部派车送最近发热门诊",
            {
                "hospital.kinds": ("fever",),
                "hospital.nearest": True,
                "transport.partition": True,
                "transport.kit": True,
            },
        )
        for pack, control, en, zh in [
            (TONGLIAO, "high_risk", "high-risk area", "高风险区"),
            (TONGLIAO, "central_isolation", "central isolation", "集中隔离"),
            (TONGLIAO, "abnormal_code", "abnormal health code", "健康码异常"),
            (NATIONAL, "central_isolation", "central isolation", "集中隔离"),
            (HARBIN, "central_isolation", "central isolation", "集中隔离"),
        ]
    ),
    Story(
        "T2b",
        TONGLIAO,
        "isolated in the development zone",
        {"need": "outpatient", "control": "central_isolation", "area_code": "150571002"},
        "outing_vehicle",
        "development zone → served by the main city's fever clinics",
        "经济技术开发区 → 到主城区发热门诊就诊",
        {"hospital.areas": ("150502",), "hospital.kinds": ("fever",)},
    ),
    Story(
        "T2c",
        TONGLIAO,
        "monitored at home, tested 30 hours ago",
        {"need": "outpatient", "control": "home_monitoring", "can_self_drive": True, "latest_test_age_hours": 30},
        "outing_self_drive",
        "home health monitoring, not critical, tested 30 h ago → by oneself to a fever clinic",
        "居家健康监测、非危重、核酸 30 小时前 → 持48小时内核酸阴性自行前往发热门诊，不乘公共交通",
        {"hospital.kinds": ("fever",), "gate_pass.needed": True, "gate_pass.first": ()},
    ),
    Story(
        "T2c",
        TONGLIAO,
        "monitored at home, tested 60 hours ago",
        {"need": "outpatient", "control": "home_monitoring", "can_self_drive": True, "latest_test_age_hours": 60},
        "outing_self_drive",
        "tested 60 h ago → by oneself to a fever clinic, negative test within 48 h",
        "核酸 60 小时前 → 持48小时内核酸阴性",
        {"gate_pass.first": ("home_test",)},
    ),
    Story(
        "T2c",
        TONGLIAO,
        "monitored at home, no car: no bus is offered",
        {"need": "outpatient", "control": "home_monitoring", "can_self_drive": False, "latest_test_age_hours": 30},
        "outing_vehicle",
        "taken to a fever clinic by vehicle; no public transport",
        "派车送发热门诊，不乘公共交通",
        {"transport.mode": "vehicle"},
    ),
    Story(
        "T3a",
        TONGLIAO,
        "critical, monitored at home, never tested",
        {"need": "emergency", "severity": "critical", "control": "home_monitoring", "can_self_drive": True},
        "call_120",
        "critical: 120, green channel, no test certificate",
        "不得以核酸证明为条件",
        {"never_ask": ("test", "code"), "gate_pass.tests": (), "gate_pass.needed": False},
    ),
    Story(
        "T3b",
        TONGLIAO,
        "a dialysis patient in central isolation",
        {
            "need": "treatment_session",
            "control": "central_isolation",
            "groups": {"dialysis"},
            "treating_hospital": "市第四医院血透中心",
        },
        "outing_vehicle",
        "central isolation, dialysis → listed by the community, the command centre sends a dedicated vehicle to",
        "集中隔离、透析 → 社区上报名单，指挥部派专车送市第四医院血透中心",
        {"hospital.prefer": ("treating", "designated", "nearest"), "transport.pooling": False},
    ),
    Story(
        "T3b",
        TONGLIAO,
        "chemotherapy, sealed in, with a car",
        {
            "need": "treatment_session",
            "control": "sealed",
            "groups": {"oncology"},
            "treating_hospital": "市肿瘤医院",
            "can_self_drive": True,
        },
        "outing_self_drive",
        "own car with a pass to 市肿瘤医院",
        "持通行证自驾前往市肿瘤医院",
        {"hospital.treating": True},
    ),
    Story(
        "N1",
        NATIONAL,
        "must go to a hospital with no test result",
        {"need": "outpatient", "control": "sealed"},
        "outing_vehicle",
        "the hospital may not refuse or delay",
        "医院不得推诿拒绝",
        {"never_ask": ("test", "code")},
    ),
    Story(
        "N3",
        NATIONAL,
        "result not known",
        {"need": "emergency", "severity": "critical", "control": "controlled"},
        "call_120",
        "no test result known → a buffer place",
        "核酸结果未知 → 使用缓冲区",
        {"hospital.buffer": True},
    ),
    Story(
        "N7",
        NATIONAL,
        "the code is yellow",
        {"need": "outpatient", "control": "abnormal_code"},
        "outing_vehicle",
        "vehicle to the nearest yellow-code hospital or fever clinic",
        "指挥部派车送最近黄码医院或发热门诊",
        {"hospital.kinds": ("yellow_code", "fever")},
    ),
    Story(
        "N7",
        NATIONAL,
        "the code is yellow and a doctor's word is enough",
        {"need": "consultation", "control": "abnormal_code"},
        "consultation",
        "seen in the cloud clinic",
        "由云门诊接诊",
        {"never_ask": ("code",)},
    ),
    Story(
        "P1",
        APRIL,
        "an appointment",
        {"need": "outpatient", "control": "controlled", "latest_test_age_hours": 12},
        "outing_vehicle",
        "an appointment by time slot, made by the community",
        "由社区分时段预约，错峰就诊",
        {"hospital.by_slot": True, "hospital.buffer": False},
    ),
    Story(
        "P2",
        APRIL,
        "the test has expired",
        {"need": "emergency", "severity": "urgent", "control": "controlled", "latest_test_age_hours": 72},
        "outing_vehicle",
        "no delay for a missing or expired test",
        "不得因无核酸或核酸过期延误",
        {"hospital.buffer": True, "never_ask": ("test", "code")},
    ),
    Story(
        "P2",
        NATIONAL,
        "monitored at home, urgent, test expired",
        {
            "need": "outpatient",
            "severity": "urgent",
            "control": "home_monitoring",
            "can_self_drive": True,
            "latest_test_age_hours": 72,
        },
        "outing_vehicle",
        "an urgent need does not wait for a test",
        "急需就医不等核酸",
        {"gate_pass.tests": ()},
    ),
]


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_the_clause_is_carried_out(story: Story) -> None:
    outcome = judge(load_pack(story.pack), Situation(**story.person))

    assert outcome.pathway == story.pathway
    assert {path: _at(outcome, path) for path in story.expect} == story.expect


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_the_clause_is_cited_in_words_of_both_languages(story: Story) -> None:
    outcome = judge(load_pack(story.pack), Situation(**story.person))

    assert story.clause in outcome.clauses
    assert story.en in " | ".join(clause.text("en") for clause in outcome.why)
    assert story.zh in " | ".join(clause.text("zh-hans") for clause in outcome.why)


def test_t1_a_closed_hospital_has_48_hours() -> None:
    clock = clocks_for(load_pack(TONGLIAO), "hospital.reopen", Situation())

    assert (clock.due, clock.cite) == (timedelta(hours=48), "T1")
    assert [(step.to, step.at) for step in clock.steps] == [("supervisor", "district"), ("supervisor", "city")]


def test_h1_the_green_channel_shortens_the_clocks() -> None:
    pack = load_pack(HARBIN)
    resident, dialysis = Situation(need="treatment_session"), Situation(need="treatment_session", groups={"dialysis"})

    for kind in ("case.answer", "case.judge", "case.arrange", "booking.accept"):
        assert clocks_for(pack, kind, dialysis).due < clocks_for(pack, kind, resident).due
        assert clocks_for(pack, kind, dialysis).cite == "H1"


@pytest.mark.parametrize("code", ["no_test", "expired_test", "abnormal_code", "fever", "risk_area", "came_alone"])
@pytest.mark.parametrize("pack", [NATIONAL, HARBIN, APRIL, TONGLIAO, NOVEMBER])
def test_n1_no_pack_permits_a_forbidden_reason(pack: str, code: str) -> None:
    ruling = refusal(load_pack(pack), code)

    assert ruling.forbidden
    assert "N1" in [clause.id for clause in ruling.why]


def test_p2_names_the_forbidden_reasons() -> None:
    for code in ("no_test", "expired_test", "abnormal_code", "fever"):
        ruling = refusal(load_pack(APRIL), code)
        assert ruling.why[0].id == "P2"
        assert "推诿拒诊" in ruling.why[0].text("zh")


def test_b3d_coming_alone_is_no_reason_to_refuse() -> None:
    assert [clause.id for clause in refusal(load_pack(NOVEMBER), "came_alone").why] == ["B3d", "N1"]


def test_a_lack_of_capacity_is_no_violation() -> None:
    assert not refusal(load_pack(NATIONAL), "no_capacity").forbidden


def _at(outcome: Outcome, path: str) -> Any:
    value: Any = outcome
    for name in path.split("."):
        value = getattr(value, name)
    return value
