"""A list of choices is drawn once for all that can be read in it, and anew where anything in it differs."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal.console.renderer import ComponentRenderer, frozen


class Sample(forms.Form):
    default_renderer = ComponentRenderer
    urgency = forms.ChoiceField(choices=[("yes", _("yes")), ("no", _("no"))], widget=forms.RadioSelect())
    place = forms.ChoiceField(choices=[("1", "一"), ("2", "二")])


def test_what_was_chosen_and_the_language_are_seen():
    with override("zh-hans"):
        drawn = [str(Sample({"urgency": chosen})["urgency"]) for chosen in ("yes", "no", "yes")]
        assert drawn[0] == drawn[2] != drawn[1]
    with override("en"):
        assert str(Sample({"urgency": "yes"})["urgency"]) != drawn[0]


def test_two_fields_of_one_kind_do_not_stand_in_for_each_other():
    assert 'name="place"' in str(Sample()["place"])
    assert 'name="other-place"' in str(Sample(prefix="other")["place"])


def test_the_same_list_is_drawn_once(monkeypatch):
    form, asked = Sample(), []
    get = ComponentRenderer.get_template
    monkeypatch.setattr(ComponentRenderer, "get_template", lambda self, name: asked.append(name) or get(self, name))
    for _again in range(3):
        str(form["place"])
    assert asked == ["django/forms/widgets/select.html"]


def test_a_key_tells_apart_what_python_does_not():
    assert frozen({"selected": True}) != frozen({"selected": 1})
    assert frozen(["a", [1, 2]]) == frozen(["a", [1, 2]])
