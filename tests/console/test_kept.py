"""What is kept in a process: made once, the same for all who ask, and not without end."""

from portal.kept import Kept


def test_a_value_is_made_once():
    kept, made = Kept(most=2), []
    assert [kept.of("a", lambda: made.append(1) or "made") for _time in range(3)] == ["made"] * 3
    assert made == [1]


def test_nothing_is_kept_as_well_as_something():
    kept, made = Kept(most=2), []
    assert [kept.of("a", lambda: made.append(1) or "") for _time in range(2)] == ["", ""]
    assert made == [1]


def test_who_comes_second_is_given_the_first_value():
    kept = Kept(most=2)
    first, second = object(), object()
    assert kept.keep("a", first) is first
    assert kept.keep("a", second) is first


def test_it_does_not_grow_without_end():
    kept = Kept(most=3)
    for number in range(10):
        assert kept.of(number, lambda: number) == number  # noqa: B023 - asked for at once
    assert len(kept) <= 3
    assert kept.get(9) == 9
