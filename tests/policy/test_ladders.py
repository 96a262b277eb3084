"""Whatever a pack says, a ladder ends with the city's supervisor inside a day."""

from datetime import timedelta
from pathlib import Path

from cases.policy import ClockStep, Situation, clocks_for, load_pack
from tests.policy.writing import written

ANYBODY = Situation(severity="routine")
HOUR = timedelta(hours=1)


def steps(folder: Path, kind: str, due: str, ladder: str) -> list[tuple[timedelta, str, str]]:
    rule = f"commitments: [{{kind: {kind}, due: {due}, {ladder} cite: B1c}}]\n"
    found: tuple[ClockStep, ...] = clocks_for(load_pack(written(folder, rule)), kind, ANYBODY).steps
    return [(step.after, step.to, step.at) for step in found]


def test_a_ladder_that_is_missing_ends_with_the_city(tmp_path: Path) -> None:
    assert steps(tmp_path, "case.answer", "2h", "") == [(22 * HOUR, "supervisor", "city")]


def test_a_ladder_that_ends_below_the_city_is_completed(tmp_path: Path) -> None:
    ladder = "escalate: [{after: 5m, to: operator, at: district}],"

    assert steps(tmp_path, "case.judge", "2h", ladder)[-1] == (24 * HOUR, "supervisor", "city")


def test_a_ladder_that_ends_too_late_is_moved_up(tmp_path: Path) -> None:
    ladder = "escalate: [{after: 0s, to: supervisor, at: district}, {after: 72h, to: supervisor, at: city}],"

    assert steps(tmp_path, "case.answer", "20h", ladder)[-1] == (4 * HOUR, "supervisor", "city")
    assert steps(tmp_path, "trip.return", "20h", ladder)[-1] == (24 * HOUR, "supervisor", "city")


def test_an_answer_due_after_a_day_tells_the_city_at_once(tmp_path: Path) -> None:
    assert steps(tmp_path, "case.answer", "24h", "") == [(timedelta(0), "supervisor", "city")]


def test_a_ladder_in_order_is_left_as_it_is(tmp_path: Path) -> None:
    ladder = (
        "escalate: [{after: 0s, to: medic, at: community}, {after: 0s, to: supervisor, at: district},"
        " {after: 1h, to: supervisor, at: city}, {after: 2h, to: admin, at: city}],"
    )

    assert [to for _, to, _ in steps(tmp_path, "case.judge", "1h", ladder)] == [
        "medic",
        "supervisor",
        "supervisor",
        "admin",
    ]
