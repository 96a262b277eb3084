"""How work that is not an outing is done: one row of steps for each kind of job, each taking its minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cases.demo.scene import Scene
from cases.jobs.lifecycle import JOB
from cases.models import Job
from cases.models.vocabulary import OPEN_JOB_STATES, JobKind, JobState
from portal.accounts.models import User
from portal.lifecycle.move import move

Inputs = Callable[[Scene, Job], dict[str, Any]]


def nothing(scene: Scene, job: Job) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a job, after how many minutes it is done, and what is typed."""

    name: str
    low: float
    high: float
    inputs: Inputs = nothing


def _clinic(scene: Scene, job: Job) -> dict[str, Any]:
    kind = "line" if job.kind == JobKind.PSYCHOLOGICAL_LINE else "clinic"
    return {"clinic": scene.rng.choice(scene.clinics[kind]).pk}


def _advice(scene: Scene, job: Job) -> dict[str, Any]:
    return {"result": scene.say("conclude", job.kind)}


def _receipt(scene: Scene, job: Job) -> dict[str, Any]:
    return {"reference": f"YF{scene.rng.randint(1000, 9999)}"}


def _proof(scene: Scene, job: Job) -> dict[str, Any]:
    proof = scene.rng.choice(("in_hand", "to_family", "at_the_door", "at_the_door"))
    return {"proof": proof, "result": scene.say("deliver")}


STEPS: dict[str, tuple[Step, ...]] = {
    JobKind.HANDOVER_120: (
        Step("call", 0.5, 1.5, lambda scene, job: {"reference": f"120-{scene.rng.randint(10000, 99999)}"}),
        Step("confirm", 9, 22, lambda scene, job: {"result": scene.say("confirm")}),
    ),
    JobKind.CONSULTATION: (
        Step("accept", 1, 8),
        Step("connect", 3, 20, _clinic),
        Step("conclude", 8, 25, _advice),
    ),
    JobKind.PSYCHOLOGICAL_LINE: (
        Step("accept", 1, 6),
        Step("connect", 1, 8, _clinic),
        Step("conclude", 12, 28, _advice),
    ),
    JobKind.MEDICINE_DELIVERY: (
        Step("accept", 2, 9),
        Step("prescribe", 2, 12, lambda scene, job: {"prescription": scene.say("prescription")}),
        Step("pick_up", 15, 55, _receipt),
        Step("deliver", 10, 40, _proof),
    ),
    JobKind.SQUAD_VISIT: (
        Step("accept", 2, 9, lambda scene, job: {} if job.squad_id else {"squad": scene.rng.choice(scene.squads).pk}),
        Step("depart", 10, 30),
        Step("arrive", 15, 40),
        Step("visit", 25, 60, lambda scene, job: {"found": scene.say("visit")}),
    ),
}
EXECUTOR_IS = {
    "operator": lambda cast, job: cast.operator_of(job.area_id),
    "medic": lambda cast, job: cast.medic_of(job.area_id),
    "grid": lambda cast, job: cast.grid_of(job.area_id),
}


def executor(scene: Scene, job: Job) -> User:
    return EXECUTOR_IS[job.executor](scene.cast, job)


def open_job(case_id: Any) -> Job | None:
    return Job.objects.filter(case=case_id, state__in=OPEN_JOB_STATES).first()


def _is_elsewhere(job: Job) -> bool:
    """Its squad is still at another door."""
    squad = Job.objects.values_list("squad_id", flat=True).get(pk=job.pk)
    return Job.objects.filter(squad=squad, state__in=(JobState.ON_THE_WAY, JobState.ARRIVED)).exists()


def errand(scene: Scene, job: Job, *, first: int = 0, last: int | None = None) -> Iterator[float]:
    """The steps of a job from `first` up to, not including, `last`; whoever does it gets tired of none of them."""
    for step in STEPS[job.kind][first:last]:
        yield scene.between(step.low, step.high)
        while step.name == "depart" and _is_elsewhere(job):
            yield scene.between(5, 15)
        move(JOB, job, step.name, by=executor(scene, job), data=step.inputs(scene, job))
