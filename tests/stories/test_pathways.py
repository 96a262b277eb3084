"""Each pathway from the call to the file, by the people who do it, at their own screens, on a whole running copy."""

from __future__ import annotations

import pytest

from tests.stories.actors import Actor, Program

pytestmark = pytest.mark.browser

LABELS = {
    "answer": "记录应答",
    "judge": "研判",
    "arrange": "安排",
    "finish": "办结",
    "follow_up": "登记回访",
    "archive": "归档",
}


def carry(operator: Actor, number: str, *moves: str, **inputs: dict[str, str]) -> None:
    """The operator makes these moves on the page of a request, each by its button."""
    operator.open(f"/cases/{number}/")
    for move in moves:
        operator.tap(LABELS[move], within=".actions", **inputs.get(move, {}))
        operator.open(f"/cases/{number}/")


def close(operator: Actor, number: str, outcome: str) -> None:
    """办结 → 回访 → 归档."""
    satisfied = {"satisfaction": "satisfied"}
    carry(operator, number, "finish", "follow_up", "archive", finish={"outcome": outcome}, follow_up=satisfied)


def job_of(program: Program, number: str) -> str:
    (job,) = program.get("/jobs/", number=number)["results"]
    return job["id"]


def state_of(program: Program, number: str) -> str:
    return program.get(f"/cases/{number}/")["state"]


def work_through(who: Actor, job: str, steps: list[tuple[str, dict[str, str]]]) -> None:
    """The moves of a job on its own page, on the telephone of whoever does it."""
    for label, inputs in steps:
        who.open(f"/jobs/{job}/")
        who.tap(label, **inputs)


def talk(result: str) -> list[tuple[str, dict[str, str]]]:
    """The steps of a conversation."""
    return [("签收", {}), ("开始通话", {}), ("结束", {"result": result})]


def test_medicine_to_the_door(actor, program, take_in, screenshot):
    number = take_in(need="medicine", groups=["chronic"], control="sealed")
    carry(actor("operator"), number, "answer", "judge", "arrange")
    grid, job = actor("grid"), job_of(program, number)
    grid.open("/work/").sees("送药上门")
    screenshot(grid.page, "grid today")
    work_through(
        grid,
        job,
        [
            ("签收", {}),
            ("登记处方", {"prescription": "氨氯地平 5mg 两盒"}),
            ("药品已取", {"reference": "药店小票 0457"}),
            ("已送到", {"proof": "in_hand"}),
        ],
    )
    close(actor("operator"), number, "settled")
    assert state_of(program, number) == "archived"


def test_an_online_consultation(actor, program, take_in):
    number = take_in(need="consultation")
    carry(actor("operator"), number, "answer", "judge", "arrange")
    work_through(
        actor("medic"),
        job_of(program, number),
        talk("继续服药，多饮水"),
    )
    close(actor("operator"), number, "advised")
    assert state_of(program, number) == "archived"


def test_the_psychological_line(actor, program, take_in):
    number = take_in(need="psychological")
    carry(actor("operator"), number, "answer", "judge", "arrange")
    work_through(
        actor("medic"),
        job_of(program, number),
        talk("情绪平稳，明日回访"),
    )
    close(actor("operator"), number, "settled")
    assert state_of(program, number) == "archived"


def test_a_squad_visit(actor, program, take_in):
    number = take_in(need="outpatient", groups=["elderly"], control="sealed")
    why = {"pathway": "squad_visit", "reason": "卧床，不宜移动"}
    carry(actor("operator"), number, "answer", "judge", judge=why)
    squads = program.get("/squads/suggest/", case=number)
    idle = min(squads, key=lambda row: row["visits"])["squad"]["id"]  # the demo's day keeps the others busy
    carry(actor("operator"), number, "arrange", arrange={"squad": str(idle), "note": "仅此队有空"})
    work_through(
        actor("medic"),
        job_of(program, number),
        [("签收", {}), ("出发", {}), ("已到门口", {}), ("完成出诊", {"found": "伤口换药，三日后复诊"})],
    )
    close(actor("operator"), number, "settled")
    assert state_of(program, number) == "archived"


def test_a_hand_over_to_120(actor, program, take_in):
    number = take_in(need="emergency", severity="critical")
    operator, job = actor("operator"), job_of(program, number)
    work_through(
        operator, job, [("已拨打 120", {"reference": "120-0457"}), ("交接已确认", {"result": "车组已接到病人"})]
    )
    carry(operator, number, "answer", "judge", "arrange")
    close(operator, number, "handed_over")
    assert state_of(program, number) == "archived"
