"""How every Django form of the project is drawn: one renderer, whose templates are components."""

from typing import Any

from django.forms.renderers import TemplatesSetting


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

    def get_template(self, template_name: str) -> Any:
        return super().get_template(self.replaced.get(template_name, template_name))
