"""What a promise or a notice is about: a kind, an id, a number people can say on the telephone, and a place."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Subject:
    """`kind` is a word such as "case" or "booking"; the portal never knows the model behind it."""

    kind: str
    id: UUID
    number: str
    area_id: str
