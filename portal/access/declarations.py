"""How a view says who may open it. A view that says nothing is closed, and stops the start (see checks.py)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

V = TypeVar("V", bound=Callable[..., Any])

ATTRIBUTE = "access_declaration"
# What DRF calls an OPTIONS request. One whose method the view does not have has no name (and gets a 405).
ASKS_NOTHING = "metadata"


@dataclass(frozen=True, slots=True)
class Declaration:
    """Either public, or for whoever is signed in, or for who may do `action` (`by_method` and `by_name` narrow it)."""

    action: str = ""
    why: str = ""
    is_public: bool = False
    # HTTP method -> action, where writing needs another one than reading.
    by_method: Mapping[str, str] = field(default_factory=dict)
    # DRF: name of the viewset's method ("list", "create", …) -> action.
    by_name: Mapping[str, str] = field(default_factory=dict)

    def action_for(self, method: str, name: str | None = None) -> str | None:
        """The action to ask about; "" when being signed in is enough; None where the declaration leaves a hole."""
        if self.by_name and name is not None and name != ASKS_NOTHING:
            return self.by_name.get(name) or self.action or None
        return self.by_method.get(method.upper(), self.action)

    def actions(self) -> set[str]:
        return {self.action, *self.by_method.values(), *self.by_name.values()} - {""}


def action(name: str, **by_method: str) -> Callable[[V], V]:
    """Only who may do `name` somewhere opens this view: @action("case.view", post="case.create").

    The view itself still asks for the single thing, by get_visible_or_404().
    """
    return _declare(Declaration(action=name, by_method={method.upper(): other for method, other in by_method.items()}))


def public(why: str) -> Callable[[V], V]:
    """Open without log-in, and the reason why that is right."""
    return _declare(Declaration(is_public=True, why=_reason(why)))


def signed_in(why: str) -> Callable[[V], V]:
    """Open to everybody who is signed in: pages about oneself, and pages that show only what their reader may see."""
    return _declare(Declaration(why=_reason(why)))


def declaration_of(callback: Callable[..., Any]) -> Declaration | None:
    """What a URL's callback declares: by decorator, or by the attributes of its class."""
    if found := getattr(callback, ATTRIBUTE, None):
        return found
    cls = view_class_of(callback)
    return declaration_of_class(cls) if cls else None


def declaration_of_class(cls: type) -> Declaration | None:
    """Of a view class: `action`; in DRF, where viewsets use that name themselves, `access_action` and `action_map`."""
    if found := getattr(cls, ATTRIBUTE, None):
        return found
    name = getattr(cls, "access_action", None) or getattr(cls, "action", None)
    name = name if isinstance(name, str) else ""
    by_name = getattr(cls, "action_map", None) or {}
    return Declaration(action=name, by_name=by_name) if name or by_name else None


def view_class_of(callback: Callable[..., Any]) -> type | None:
    return getattr(callback, "view_class", None) or getattr(callback, "cls", None)


def _declare(declaration: Declaration) -> Callable[[V], V]:
    def decorate(view: V) -> V:
        setattr(view, ATTRIBUTE, declaration)
        if cls := view_class_of(view):  # DRF's @api_view makes a class, and its permissions see only that
            setattr(cls, ATTRIBUTE, declaration)
        return view

    return decorate


def _reason(why: str) -> str:
    if not why.strip():
        raise ValueError("say why this view is open")
    return why
