"""Whom a thing is about, asked of the app that knows: lower apps carry an id and a ticket number, never a name.

The app at the top registers a provider for its kind of subject in AppConfig.ready(); all below show masked cards.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Card:
    """What may be shown of a resident without a reason: everything that could name them is masked already."""

    number: str
    name_masked: str
    phone_masked: str = ""
    address_masked: str = ""
    age: int | None = None
    sex: str = ""
    groups: list[str] = field(default_factory=list)
    control_label: str = ""
    mobility: str = ""
    note: str = ""


# Of many ids at once, so that a list costs one question; ids that are not known are left out.
Cards = Callable[[Iterable[UUID]], Mapping[UUID, Card]]
# The plain text of one field of one subject. Only portal.audit.reveals calls it, and journals each call.
Plain = Callable[[UUID, str], str]
Address = Callable[[str], str]
# Of what has no number that people say: its page by its id.
Page = Callable[[UUID], str]


@dataclass(frozen=True, slots=True)
class Provider:
    cards: Cards
    plain: Plain | None = None
    # The fields that may be asked for in plain, e.g. {"name", "phone", "address"}.
    fields: frozenset[str] = frozenset()
    url: Address | None = None
    page: Page | None = None


class NothingToReveal(LookupError):
    """No such kind of subject, no such subject, or no such field."""


_providers: dict[str, Provider] = {}


def register(
    kind: str,
    cards: Cards,
    *,
    plain: Plain | None = None,
    fields: Iterable[str] = (),
    url: Address | None = None,
    page: Page | None = None,
) -> None:
    _providers[kind] = Provider(cards, plain, frozenset(fields), url, page)


def cards(kind: str, ids: Iterable[UUID]) -> Mapping[UUID, Card]:
    """The cards of many subjects of one kind, in as many queries as its provider needs for one."""
    wanted = list(ids)
    provider = _providers.get(kind)
    return provider.cards(wanted) if provider and wanted else {}


def attach(things: Iterable[Any]) -> list[Any]:
    """Puts on each thing of a list its `card` (None when nobody knows the subject), one question for each kind."""
    listed = list(things)
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for thing in listed:
        by_kind[thing.subject_kind].append(thing)
    for kind, group in by_kind.items():
        found = cards(kind, {thing.subject_id for thing in group})
        for thing in group:
            thing.card = found.get(thing.subject_id)
    return listed


def card(thing: Any) -> Card | None:
    """The card of one thing: the one attached to it, or asked for now."""
    if not hasattr(thing, "card"):
        attach([thing])
    return thing.card


def url(kind: str, number: str, subject_id: UUID | str | None = None) -> str:
    """Where the subject of this ticket is shown, or the one of this id where it has no number; "" when no page is."""
    provider = _providers.get(kind)
    if provider is None:
        return ""
    if number:
        return provider.url(number) if provider.url else ""
    return provider.page(UUID(str(subject_id))) if provider.page and subject_id else ""


def can_be_revealed(kind: str, name: str) -> bool:
    provider = _providers.get(kind)
    return provider is not None and provider.plain is not None and name in provider.fields


def plain(kind: str, subject_id: UUID, name: str) -> str:
    """The plain text. Not for views: portal.audit.reveals.reveal() asks for a reason and journals first."""
    if not can_be_revealed(kind, name):
        raise NothingToReveal(f"{kind}.{name}")
    return _providers[kind].plain(subject_id, name)  # type: ignore[misc]
