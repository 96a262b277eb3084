"""The corpus of calls: enough of them, all different, in Chinese, for every need and group."""

import re
from collections import Counter

import pytest

from cases.demo.calls import corpus
from cases.demo.scene import words
from cases.models.vocabulary import Channel, Control, Group, Need, Severity

PLACEHOLDERS = {"{hospital}", "{community}", "{age}"}


def test_there_are_plenty_and_no_two_alike():
    texts = [call.text for call in corpus()]
    assert len(texts) >= 200
    assert len(texts) == len(set(texts))


def test_every_need_and_group_calls():
    needs = Counter(call.need for call in corpus())
    assert set(needs) == set(Need.values)
    assert min(needs.values()) >= 20
    assert {call.who.group for call in corpus()} >= set(Group.values) - {Group.CHILD}
    assert any(call.who.age[1] <= 14 for call in corpus())


def test_values_are_those_of_the_contract():
    for call in corpus():
        assert call.severity in Severity.values
        assert call.channel in Channel.values
        assert call.who.group in ("", *Group.values)
        assert set(call.who.control) <= set(Control.values)
        assert call.who.sex in ("", "female", "male")


@pytest.mark.parametrize("call", corpus(), ids=lambda call: call.text[:12])
def test_is_spoken_chinese(call):
    assert set(re.findall(r"{\w*}", call.text)) <= PLACEHOLDERS
    assert 12 <= len(call.text) <= 90
    assert call.text[-1] in "。？！…"
    assert not re.search(r"\d{5,}", call.text), "no numbers that could be somebody's"


def test_staff_have_words_for_everything():
    assert all(words()["conclude"][kind] for kind in ("consultation", "psychological_line"))
    assert {"no_test", "fever", "came_alone", "no_capacity"} <= set(words()["refuse"])
