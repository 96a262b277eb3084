"""Who hears what: a screen is told only of places and posts that its reader holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.access.selectors import posts_of, scopes_of

EVERYBODY = "*"  # the topic of "read everything again"


@dataclass(frozen=True, slots=True)
class Audience:
    """A reader's areas, posts, and ids in others ({"hospital": {"7"}}), as they were when the stream began."""

    areas: tuple[str, ...] = ()
    posts: frozenset[str] = frozenset()
    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def hears(self, message: Mapping[str, Any]) -> bool:
        if message.get("topic") == EVERYBODY:
            return True
        if "to" in message:
            return message["to"] in self.posts
        if self.areas and str(message.get("area", "")).startswith(self.areas):
            return True
        return any(str(message[name]) in held for name, held in self.ids.items() if name in message)


def audience_of(user: Any) -> Audience:
    scopes = scopes_of(user)
    ids: dict[str, set[str]] = {"user": {str(user.pk)}}
    for places in scopes.values():
        for dimension, held in places.items():
            ids.setdefault(dimension, set()).update(map(str, held))
    areas = ids.pop("area", set())
    return Audience(
        areas=tuple(sorted(areas)),
        posts=frozenset(posts_of(user)),
        ids={dimension: frozenset(held) for dimension, held in ids.items()},
    )
