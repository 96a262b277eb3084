"""Replaying a day: stories take turns at the instants they ask for, and promises are swept in between."""

from __future__ import annotations

import heapq
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from django.db import connection

from cases.demo.clock import StoryClock
from portal.commitments.sweep import sweep
from portal.lifecycle.errors import MoveRefused

log = logging.getLogger(__name__)

# A story does something each time it is resumed, and answers after how many minutes it wants to go on.
Story = Iterator[float]
SWEPT_AFTER = timedelta(seconds=1)  # as long as the real sweep lags behind a due instant
SWEPT_EVERY = timedelta(minutes=1)  # whoever settles a promise fires it first, so nothing is lost in between
NEXT_DUE = "SELECT min(next_due_at) FROM commitments_commitment WHERE next_due_at > %s AND next_due_at <= %s"


class Day:
    """Plays stories up to `ends_at`. What a story would do later is never done: it is under way when the demo opens."""

    def __init__(self, clock: StoryClock, *, ends_at: datetime) -> None:
        self.clock, self.ends_at, self.swept_until = clock, ends_at, clock.now()
        self.queue: list[tuple[datetime, int, Story]] = []
        self.order = count()
        self.refused: list[str] = []

    def add(self, story: Story, *, at: datetime) -> None:
        heapq.heappush(self.queue, (at, next(self.order), story))

    def play(self) -> None:
        """Resumes each story when its time has come, and fires before that what was due until then."""
        while self.queue and self.queue[0][0] <= self.ends_at:
            at, _, story = heapq.heappop(self.queue)
            if at >= self.swept_until + SWEPT_EVERY:
                self._sweep_until(at)
            self.clock.turn_to(at)
            self._resume(story, at)
        self._sweep_until(self.ends_at)
        self.clock.turn_to(self.ends_at)

    def _resume(self, story: Story, at: datetime) -> None:
        try:
            minutes = next(story)
        except StopIteration:
            return
        except MoveRefused as refused:
            # The portal would not have it: whoever tried lets it be, as people do.
            said = f"{refused.message} {getattr(refused, 'fields', '')}".strip()
            log.warning("Refused in the story at %s: %s", at, said)
            self.refused.append(said)
            return
        self.add(story, at=at + timedelta(minutes=minutes))

    def _sweep_until(self, at: datetime) -> None:
        """Turns the clock to each due instant, as if the sweep had been running all the time."""
        while due := self._next_due(at):
            self.clock.turn_to(due + SWEPT_AFTER)
            sweep(source="demo")
        self.swept_until = at

    def _next_due(self, until: datetime) -> datetime | None:
        # The lower bound spares the index the rows of this same transaction that were settled long ago.
        with connection.cursor() as cursor:
            cursor.execute(NEXT_DUE, [self.swept_until - SWEPT_EVERY, until - SWEPT_AFTER])
            return cursor.fetchone()[0]
