"""One request with all that its panel tells of it: what the portal is asked for most, by questions that stand."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from cases.models import Case, Job, Judgement, RegisterEntry
from portal.commitments.models import Commitment
from portal.commitments.selectors import most_pressing_first, with_light
from portal.standing import Standing

# Of people and institutions beside the request only what they are called.
NAMES = {
    "owner": ("username", "display_name"),
    "created_by": ("username", "display_name"),
    "person__treating_hospital": ("name",),
    "session": ("case", "starts_at", "state"),
}
WHOLE = ("person", "area")


def _columns() -> list[str]:
    """All of the request, its resident and its place, since dialogs and rules ask for more than the panel shows."""
    columns = [field.name for field in Case._meta.concrete_fields]
    for name in WHOLE:
        model = Case._meta.get_field(name).related_model
        columns += [f"{name}__{field.name}" for field in model._meta.concrete_fields]  # type: ignore[union-attr]
    return columns + [f"{relation}__{name}" for relation, names in NAMES.items() for name in names]


_case = Standing(
    lambda number: Case.objects.filter(number=number).select_related(*WHOLE, *NAMES).only(*_columns()), number=str
)
_open = Standing(
    lambda person, need: Case.objects.open().filter(person=person, need=need, related_to=None).only("number"),
    person=UUID,
    need=str,
)
_judgement = Standing(
    lambda case: (
        Judgement.objects.filter(case=case)
        .select_related("by")
        .only("case", "pathway", "proposed", "reason", "at", "by__username", "by__display_name")
        .order_by("-at")[:1]
    ),
    case=UUID,
)
_jobs = Standing(
    lambda case: Job.objects.filter(case=case)
    .select_related("assignee", "squad", "clinic", "visit")
    .only(
        "case", "number", "area", "kind", "executor", "state", "brief", "prescription", "result", "reference",
        "assignee__username", "assignee__display_name", "squad__name", "clinic__name", "clinic__phone", "clinic__url",
        "visit__job", "visit__set_out_at", "visit__arrived_at", "visit__left_at",
    )
    .order_by("created_at"),
    case=UUID,
)  # fmt: skip
_clocks = Standing(
    lambda number: most_pressing_first(with_light(Commitment.objects.open().filter(number=number))), number=str
)
_entries = Standing(
    lambda person: RegisterEntry.objects.current().filter(person=person).only("person", "group", "plan"), person=UUID
)


def case_numbered(number: str) -> Case | None:
    """Who may see it is asked of the request itself: see portal.access.api.seen_or_404."""
    return _case.first(number=number)


def open_of(person: UUID, need: str) -> list[Case]:
    """The open request of a resident for a need, which stands beside no other: there is one at most."""
    return _open(person=person, need=need)


def judgement_of(case: Case) -> Judgement | None:
    """The last one."""
    return _judgement.first(case=case.pk)


def jobs_of(case: Case) -> list[Job]:
    """All that is or was done for it, the earliest first."""
    jobs = _jobs(case=case.pk)
    for job in jobs:
        job.case = case
    case.jobs_at_hand = jobs
    return jobs


def jobs_at_hand(case: Case) -> Sequence[Job]:
    """The same, without asking again where whoever shows the request has asked."""
    return _jobs(case=case.pk) if case.jobs_at_hand is None else case.jobs_at_hand


def open_clocks_of(case: Case) -> list[Commitment]:
    """Every open clock of a request and of all that is done for it, the most pressing first."""
    return _clocks(number=case.number)


def register_entries_of(case: Case) -> list[RegisterEntry]:
    """The registers in which its resident stands."""
    return _entries(person=case.person_id)
