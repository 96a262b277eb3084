"""Who may share a vehicle, asked of the app that knows the policy: it registers an answer for its kind of subject."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

# Does the pack by which this subject was judged allow it? None: there is no such subject.
Answer = Callable[[UUID], bool | None]

_answers: dict[str, Answer] = {}


def register(kind: str, answer: Answer) -> None:
    """Called from AppConfig.ready() of the app at the top."""
    _answers[kind] = answer


def is_allowed(thing: Any) -> bool:
    """Of a booking or a trip. Where nobody knows, nobody shares."""
    answer = _answers.get(thing.subject_kind)
    return bool(answer and answer(thing.subject_id))
