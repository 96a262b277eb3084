"""Words for the steps of trips in templates."""

from django import template

from transport.selectors.steps import step_label

register = template.Library()
register.filter("step_label", step_label)
