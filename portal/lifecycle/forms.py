"""The base of every form that a transition asks to be filled in."""

from typing import Any

from django import forms


class MoveForm(forms.Form):
    """Inputs of one transition. `journalled` names the fields, codes and ids only, that the journal may keep."""

    journalled: tuple[str, ...] = ()
    # A template that asks whether a transition has a form must not make one of nothing.
    do_not_call_in_templates = True

    def __init__(self, *args: Any, thing: Any = None, by: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.thing, self.by = thing, by
        self.prepare()

    def prepare(self) -> None:
        """Where a form narrows its choices to what fits the thing and the person."""
