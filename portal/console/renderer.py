"""How every Django form of the project is drawn: one renderer, whose templates are components."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise
from django.utils.translation import get_language

from portal.kept import Kept


class ComponentRenderer(TemplatesSetting):
    """Django's form templates replaced by ours, by name, so that `{{ form }}` looks alike everywhere."""

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"
    replaced = {
        "django/forms/errors/list/default.html": "components/forms/errors.html",
        "django/forms/errors/list/ul.html": "components/forms/errors.html",
        "django/forms/widgets/radio.html": "components/forms/choices.html",
        "django/forms/widgets/checkbox_select.html": "components/forms/choices.html",
    }
    # Lists to choose from: nobody types into them, and they look the same in every form until somebody has chosen.
    lists = frozenset({*(name for name in replaced if "widgets" in name), "django/forms/widgets/select.html"})

    def __init__(self) -> None:
        super().__init__()
        self._drawn: Kept[str] = Kept(most=500)

    def get_template(self, template_name: str) -> Any:
        return super().get_template(self.replaced.get(template_name, template_name))

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """A list of forty options is forty templates: it is drawn once for all that can be read in it."""
        if template_name not in self.lists:
            return super().render(template_name, context, request)
        key = (template_name, get_language(), frozen(context))
        draw = super().render
        return self._drawn.of(key, lambda: draw(template_name, context, request))


def frozen(value: Any) -> Hashable:
    """All that a template may read in a context, as a key: with the types, since True is 1 and safe text is text."""
    if isinstance(value, dict):
        return tuple((name, frozen(one)) for name, one in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(frozen(one) for one in value)
    is_text = isinstance(value, Promise) or value.__hash__ is None
    return type(value), str(value) if is_text else value
