"""Every form of the project is drawn by the same templates."""

import re

from portal.console.vocabulary.form import SampleForm


def test_a_required_field_is_marked():
    assert "field__required" in SampleForm()["phone"].as_field_group()
    assert "field__required" not in SampleForm()["note"].as_field_group()


def test_help_and_errors_are_tied_to_their_field():
    drawn = SampleForm({"phone": ""})["phone"].as_field_group()
    described = re.search(r'aria-describedby="([^"]+)"', drawn)[1].split()
    assert set(described) == set(re.findall(r'<(?:p|ul)[^>]* id="([^"]+)"', drawn))
    assert 'aria-invalid="true"' in drawn


def test_what_is_wrong_stands_on_top_and_leads_to_the_field():
    drawn = str(SampleForm({"phone": "", "severity": "urgent", "need": "medicine"}))
    assert 'class="form-errors"' in drawn
    assert '<a href="#id_phone">' in drawn


def test_errors_of_the_whole_form_are_told_once():
    form = SampleForm({"phone": "1", "severity": "urgent", "need": "medicine"})
    form.add_error(None, "these do not fit together")
    assert str(form).count("these do not fit together") == 1


def test_choices_are_neighbours_of_their_labels():
    drawn = SampleForm()["severity"].as_field_group()
    for at, label_for in zip(
        re.findall(r'<input[^>]* id="([^"]+)"', drawn), re.findall(r'<label for="([^"]+)"', drawn), strict=True
    ):
        assert at == label_for
    assert "<legend" in drawn


def test_nothing_typed_becomes_markup():
    assert "<b>" not in str(SampleForm({"phone": '"><b>x</b>'}))


def test_hidden_fields_are_there():
    class WithHidden(SampleForm):
        from django import forms

        token = forms.CharField(widget=forms.HiddenInput)

    assert 'type="hidden" name="token"' in str(WithHidden())
