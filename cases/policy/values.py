"""The words a policy pack may use (codes of the public contract), each with its name in English and Chinese."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Words:
    """The same sentence in both languages: a decision is explained to whoever reads it, whenever they read it."""

    en: str
    zh: str

    def say(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


GROUPS = {
    "child": Words("child", "儿童"),
    "newborn": Words("newborn", "新生儿"),
    "pregnant": Words("pregnant", "孕妇"),
    "postpartum": Words("lying-in woman", "产妇"),
    "dialysis": Words("dialysis", "透析"),
    "oncology": Words("oncology", "肿瘤放化疗"),
    "critical": Words("critically ill", "急危重症"),
    "elderly": Words("elderly", "老年人"),
    "chronic": Words("chronic illness", "慢性病"),
}
CONTROLS = {
    "none": Words("no control", "无管控"),
    "sealed": Words("sealed area", "封控"),
    "controlled": Words("controlled area", "管控"),
    "home_isolation": Words("home isolation", "居家隔离"),
    "central_isolation": Words("central isolation", "集中隔离"),
    "home_monitoring": Words("home health monitoring", "居家健康监测"),
    "high_risk": Words("high-risk area", "高风险区"),
    "abnormal_code": Words("abnormal health code", "健康码异常"),
}
NEEDS = {
    "emergency": Words("emergency care", "急诊"),
    "outpatient": Words("outpatient care", "门诊"),
    "treatment_session": Words("regular treatment", "定期治疗"),
    "medicine": Words("medicine", "购药"),
    "consultation": Words("consultation", "会诊"),
    "psychological": Words("psychological help", "心理援助"),
}
SEVERITIES = {
    "critical": Words("critical", "危重"),
    "urgent": Words("urgent", "紧急"),
    "routine": Words("routine", "一般"),
}
PATHWAYS = {
    "call_120": Words("120 at once", "立即拨打120"),
    "consultation": Words("online consultation", "线上诊疗"),
    "medicine_delivery": Words("medicine to the door", "送药上门"),
    "squad_visit": Words("visit by a consultation squad", "会诊小分队上门"),
    "outing_vehicle": Words("outing by dedicated vehicle", "专车外出就医"),
    "outing_self_drive": Words("outing by private car", "自驾外出就医"),
    "psychological_line": Words("psychological line", "心理援助热线"),
}
GOES_TO_HOSPITAL = frozenset({"call_120", "outing_vehicle", "outing_self_drive"})
MODE_OF = {"call_120": "ambulance", "outing_vehicle": "vehicle", "outing_self_drive": "self_drive"}

HOSPITAL_KINDS = {
    "ordinary": Words("ordinary hospital", "普通医院"),
    "fever": Words("hospital with a fever clinic", "设发热门诊的医院"),
    "yellow_code": Words("yellow-code hospital", "黄码医院"),
    "isolation": Words("isolation hospital", "隔离医院"),
    "dialysis": Words("dialysis centre", "血液透析机构"),
    "online": Words("online hospital or cloud clinic", "互联网医院（云门诊）"),
    "psychological": Words("mental-health hospital", "精神卫生机构"),
}
HOSPITAL_CHOICES = {
    "treating": Words("the hospital that treats the person", "原治疗医院"),
    "designated": Words("the hospital designated for the case", "定点医院"),
    "nearest": Words("the nearest by distance", "就近医院"),
}
TRANSPORT_MODES = {
    "none": Words("nobody travels", "无需出行"),
    "ambulance": Words("ambulance", "救护车"),
    "vehicle": Words("dedicated vehicle", "专车"),
    "self_drive": Words("private car", "自驾"),
}
NEVER_ASK = {
    "test": Words("a test result", "核酸证明"),
    "code": Words("the colour of the health code", "健康码颜色"),
}
FIRST_STEPS = {
    "home_test": Words("a sampler comes to the door for a test", "先上门采样核酸"),
}
LINES = {
    "emergency_120": Words("120", "120急救电话"),
    "psychological": Words("24-hour psychological line", "24小时心理援助热线"),
    "youth": Words("youth line", "青少年心理热线"),
}
ROLES = {
    "operator": Words("operator on duty", "值班操作员"),
    "grid": Words("grid worker", "网格员"),
    "medic": Words("medical team", "医疗团队"),
    "desk": Words("hospital desk", "医院接诊台"),
    "dispatcher": Words("fleet dispatcher", "车辆调度员"),
    "driver": Words("driver", "司机"),
    "gate": Words("gate guard", "卡口值守员"),
    "supervisor": Words("supervisor", "督导"),
    "auditor": Words("auditor", "审计员"),
    "admin": Words("administrator", "管理员"),
}
LEVELS = {
    "city": Words("city", "市"),
    "district": Words("district", "区"),
    "street": Words("street", "街道"),
    "community": Words("community", "社区"),
    "grid": Words("grid", "网格"),
}
COMMITMENT_KINDS = {
    "case.answer": Words("answer", "应答"),
    "case.judge": Words("judge", "研判"),
    "case.arrange": Words("arrange care", "安排就诊"),
    "case.finish": Words("finish", "办结"),
    "case.follow_up": Words("call back", "回访"),
    "booking.accept": Words("hospital's answer", "医院应答"),
    "booking.fetch": Words("fetched after treatment", "治疗后接回"),
    "job.accept": Words("work signed for", "签收"),
    "job.done": Words("work done", "办理"),
    "hospital.reopen": Words("hospital reopens", "恢复开诊"),
    "pass.release": Words("gate opens", "卡口放行"),
    "trip.return": Words("return home", "返程"),
    "trip.trouble": Words("driver in trouble answered", "答复驾驶员求助"),
    "register.verify": Words("register verified", "台账核实"),
    "session.arrange": Words("treatment session arranged", "排定治疗"),
    "session.attend": Words("brought to treatment", "送达治疗"),
    "roster.cover": Words("roster covered", "值守补缺"),
    "places.report": Words("places reported again", "床位续报"),
}
# Kinds that came later: a pack written before, or one that stands on its own, need not speak of them. Built-in terms
# hold where it does not.
LATER_KINDS = frozenset({"booking.fetch", "session.attend", "places.report", "trip.trouble"})
TROUBLES = {
    "breakdown": Words("the vehicle has broken down", "车辆故障"),
    "worse": Words("the passenger is worse", "乘客病情加重"),
    "turned_away": Words("the hospital turned them away", "医院拒绝接收"),
    "not_found": Words("the passenger cannot be found", "找不到乘客"),
    "other": Words("something else", "其他"),
}
REFUSALS = {
    "no_test": Words("no test result", "无核酸结果"),
    "expired_test": Words("test too old", "核酸过期"),
    "abnormal_code": Words("abnormal health code", "健康码异常"),
    "fever": Words("fever", "发热"),
    "came_alone": Words("came alone", "自行前来"),
    "risk_area": Words("comes from a risk area", "来自风险地区"),
    "no_capacity": Words("no capacity", "无接诊能力"),
    "no_specialty": Words("no such specialty", "无相应专科"),
    "closed": Words("closed", "停诊"),
    "equipment_down": Words("equipment down", "设备故障"),
    "other": Words("other", "其他"),
}


def name_of(table: dict[str, Words], code: str) -> Words:
    """The words for a code; a code nobody named speaks for itself."""
    return table.get(code) or Words(code, code)


def names_of(table: dict[str, Words], codes: list[str], *, en: str = " or ", zh: str = "、") -> Words:
    """Several codes as one phrase, in the order of the table."""
    order = {code: number for number, code in enumerate(table)}
    named = [name_of(table, code) for code in sorted(codes, key=lambda code: order.get(code, len(order)))]
    return Words(en.join(word.en for word in named), zh.join(word.zh for word in named))
