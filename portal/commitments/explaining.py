"""Why an escalation happened and what came of it: everything a person who answers for it may be asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model

from portal.commitments.models import Commitment, Escalation, Ladder, LadderStep, Segment, Urge
from portal.notices import posts
from portal.notices.models import Delivery, Receipt
from portal.notices.selectors import results_for


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who held the post at that instant, and when they read the notice (None: not yet)."""

    user: Any
    read_at: Any = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One rung that was fired.

    `rule` is the terms as they stood (pack, version, clause); `segments` are all stretches of the clock, pauses with
    their reason; `ran_for` is how long it had run, pauses not counted, when this rung was fired; `late_by` is how long
    after its instant that was; `deliveries` say by which webhook it went out and what came back.
    """

    escalation: Escalation
    rule: Ladder
    step: LadderStep | None
    segments: list[Segment]
    ran_for: timedelta
    late_by: timedelta
    post: str
    told_post: str
    told: list[Told]
    deliveries: list[Delivery]
    urges: list[Urge]

    @property
    def commitment(self) -> Commitment:
        return self.escalation.commitment

    @property
    def was_vacant(self) -> bool:
        """Nobody held the post of the rule; the next higher one was told as well."""
        return self.escalation.told_post != self.escalation.to_post


def explained(escalations: Iterable[Escalation]) -> list[Explanation]:
    """The explanations of some escalations, in their order; as many queries for fifty as for one."""
    rows = list(
        Escalation.objects.filter(pk__in=[row.pk for row in escalations])
        .select_related("commitment__ladder", "commitment__area", "area", "acknowledged_by")
        .prefetch_related("commitment__ladder__steps", "commitment__segments__by", "commitment__urges__by")
        .order_by("fired_at", "level")
    )
    causes = [row.cause for row in rows]
    people = get_user_model().objects.in_bulk({pk for row in rows for pk in row.told})
    read = {(cause, user): at for cause, user, at in _receipts(causes)}
    labels = posts.labels_of(post for row in rows for post in (row.to_post, row.told_post))
    results = results_for(causes)
    return [
        _explanation(
            row,
            labels=labels,
            told=[Told(people[pk], read.get((row.cause, pk))) for pk in row.told if pk in people],
            deliveries=results.get(row.cause, []),
        )
        for row in rows
    ]


def explanation_of(escalation: Escalation) -> Explanation:
    return explained([escalation])[0]


def _explanation(
    row: Escalation, *, labels: dict[str, str], told: list[Told], deliveries: list[Delivery]
) -> Explanation:
    commitment = row.commitment
    segments = list(commitment.segments.all())
    return Explanation(
        escalation=row,
        rule=commitment.ladder,
        step=next((step for step in commitment.ladder.steps.all() if step.level == row.level), None),
        segments=segments,
        ran_for=_ran_until(row, segments),
        late_by=row.fired_at - row.due_at,
        post=labels[row.to_post],
        told_post=labels[row.told_post],
        told=told,
        deliveries=deliveries,
        urges=list(commitment.urges.all()),
    )


def _ran_until(row: Escalation, segments: list[Segment]) -> timedelta:
    """The running time of the clock up to the firing."""
    running = [segment for segment in segments if segment.kind == Segment.Kind.RUNNING]
    stretches = (min(part.ended_at or row.fired_at, row.fired_at) - part.started_at for part in running)
    return sum((stretch for stretch in stretches if stretch > timedelta(0)), timedelta(0))


def _receipts(causes: list[str]) -> Iterable[tuple[str, int, Any]]:
    return Receipt.objects.filter(notice__cause__in=causes).values_list("notice__cause", "user_id", "read_at")
