"""How names are read: surnames in their own way, given names in every usual one, foreign names as they are."""

import pytest

from cases.traces.spelling import as_heard, plain_letters, spellings


def sounds(name):
    return [spelling.sound for spelling in spellings(name)]


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("单雄信", "shanxiongxin"), ("曾国藩", "zengguofan"), ("解晓东", "xiexiaodong"), ("仇英", "qiuying"),
        ("查良镛", "zhaliangyong"), ("朴正熙", "piaozhengxi"), ("区寄", "ouji"), ("尉迟恭", "yuchigong"),
        ("万俟卨", "moqixie"), ("长孙无忌", "zhangsunwuji"), ("欧阳娜", "ouyangna"), ("吕红", "lvhong"),
        ("任华", "renhua"), ("翟志刚", "zhaizhigang"), ("缪晓明", "miaoxiaoming"), ("Anna Li", "annali"),
        ("阿卜杜·热合曼", "abudureheman"),
    ],
)  # fmt: skip
def test_the_usual_reading_comes_first(name, sound):
    assert sounds(name)[0] == sound


@pytest.mark.parametrize(("name", "both"), [("王乐", {"wangle", "wangyue"}), ("覃勇", {"qinyong", "tanyong"})])
def test_names_that_families_read_differently_are_found_both_ways(name, both):
    assert set(sounds(name)) == both


def test_a_long_name_of_many_readings_stays_bounded():
    assert len(spellings("乐乐乐乐乐乐")) == 4


@pytest.mark.parametrize("text", ["", "  ", "·", "12", "😀"])
def test_what_cannot_be_read_has_no_sound(text):
    assert spellings(text) == ()


@pytest.mark.parametrize(
    ("typed", "plain"), [("Wáng Xiùlán", "wang xiulan"), ("Lǚ", "lv"), ("ＬＹＵ", "lv"), ("nü", "nv")]
)
def test_tones_and_dots_as_people_type_them(typed, plain):
    assert plain_letters(typed) == plain


@pytest.mark.parametrize(("one", "other"), [("zhang", "zang"), ("lin", "ling"), ("nan", "lan"), ("shen", "seng")])
def test_what_sounds_alike_is_heard_alike(one, other):
    assert as_heard(one) == as_heard(other)
