"""Finding residents by whatever is in hand, packed into blocks or written a moment ago alike; in one's own places."""

import pytest

from cases.models import Person
from cases.selectors.traced import people_found
from cases.services.tracing import pack_traces
from cases.traces.lines import line_of, names_line
from cases.traces.questions import questions_in
from cases.traces.scanning import fits, lines_that_fit
from tests.cast import COMMUNITY

pytestmark = pytest.mark.django_db
PEOPLE = {
    "wang": ("王秀兰", "13800000452", "11010519491231002X", "安埠街12号3单元502室"),
    "wei": ("尉小莲", "13800007788", None, "安埠街121号"),
    "ouyang": ("欧阳夏莲", "13900000452", None, "和平路7号院2栋"),
    "lv": ("吕乐", None, None, None),
    "anna": ("Anna Li", "045155551234", None, "安埠街3号A座"),
}
ASKED = [
    ("王秀兰", {"wang"}), ("秀兰", {"wang"}), ("王", {"wang"}), ("莲", {"wei", "ouyang"}),
    ("wangxiulan", {"wang"}), ("wang xiulan", {"wang"}), ("xiulan", {"wang"}), ("wangx", {"wang"}),
    ("Wáng Xiùlán", {"wang"}), ("wang2 xiu4lan2", {"wang"}), ("wxl", {"wang", "wei"}),
    ("WXL", {"wang", "wei"}), ("xl", {"wang", "wei", "ouyang"}), ("yuxiaolian", {"wei"}),
    ("oyxl", {"ouyang"}), ("lvle", {"lv"}), ("lvyue", {"lv"}), ("Lǚ Lè", {"lv"}), ("lyule", {"lv"}),
    ("0452", {"wang", "ouyang"}), ("138 0000 0452", {"wang"}), ("+86 13800000452", {"wang"}),
    ("0451-5555 1234", {"anna"}), ("11010519491231002x", {"wang"}), ("002X", {"wang"}),
    ("491231", {"wang"}), ("安埠街", {"wang", "wei", "anna"}), ("安埠街12号", {"wang"}), ("安埠街 12号", {"wang"}),
    ("香坊区安埠街12号", {"wang"}), ("502室", {"wang"}), ("a座", {"anna"}), ("7号院", {"ouyang"}),
    ("埠街", {"wang", "wei", "anna"}), ("wxl 0452", {"wang"}), ("王 安埠街", {"wang"}), ("莲 和平", {"ouyang"}),
    ("anna li", {"anna"}), ("li", {"anna", "wei", "ouyang"}), ("ang", set()), ("w", set()),
    ("045", set()), ("王小明", set()), ("", set()), ("  ", set()), ("|", set()), (";", set()),
    ("20260101-0001", set()), ("%", set()), ("安埠街12号 欧阳", set()),
]  # fmt: skip


@pytest.fixture
def people(areas):
    rows = {
        key: Person.objects.create(area=areas[COMMUNITY], name=name, phone=phone, id_number=number, address=address)
        for key, (name, phone, number, address) in PEOPLE.items()
    }
    return {person.pk: key for key, person in rows.items()}


@pytest.fixture(params=["packed", "just written"])
def everybody(people, request):
    if request.param == "packed":
        assert pack_traces() == len(people)
    return people


def who(user, text, people):
    return {people[pk] for pk in people_found(user, text).people}


def test_everything_somebody_may_have_in_hand(everybody, operator):
    told = {text: who(operator, text, everybody) for text, _expected in ASKED}
    assert told == dict(ASKED)


def test_a_changed_name_is_found_at_once_and_the_old_one_no_more(everybody, operator):
    person = Person.objects.get(pk=next(pk for pk, key in everybody.items() if key == "wang"))
    person.name, person.phone = "王秀莲", "13800009999"
    person.save()
    for _ in range(2):
        assert who(operator, "王秀莲", everybody) == {"wang"}
        assert who(operator, "9999", everybody) == {"wang"}
        assert who(operator, "王秀兰", everybody) == set()
        assert who(operator, "0452", everybody) == {"ouyang"}
        pack_traces()


def test_only_in_ones_own_places(everybody, neighbour, grid, city, nobody, areas):
    assert who(neighbour, "王秀兰", everybody) == set()
    assert who(nobody, "王秀兰", everybody) == set()
    assert who(city, "王秀兰", everybody) == who(grid, "王秀兰", everybody) == {"wang"}
    Person.objects.filter(pk__in=everybody).update(area="230103001001")
    for _ in range(2):
        assert who(neighbour, "王秀兰", everybody) == {"wang"}
        assert who(grid, "王秀兰", everybody) == set()
        pack_traces()


def test_a_search_that_is_too_wide_says_so(everybody, operator):
    found = people_found(operator, "安埠街", at_most=2)
    assert len(found.people) == 2
    assert found.is_cut


def test_more_writing_than_a_search_can_read_is_told(people, operator, monkeypatch):
    monkeypatch.setattr("cases.selectors.traced.FRESH", 2)
    assert people_found(operator, "王秀兰").unread == 3
    pack_traces()
    assert people_found(operator, "王秀兰").unread == 0


def test_a_block_and_a_single_line_answer_alike(people):
    lines = [line_of(person) for person in Person.objects.filter(pk__in=people)]
    columns = {
        name: "\n".join(getattr(line, name) for line in lines).encode() for name in ("names", "numbers", "places")
    }
    for text, _expected in ASKED:
        for question in questions_in(text):
            assert lines_that_fit(question, columns) == [n for n, line in enumerate(lines) if fits(question, line)]


@pytest.mark.parametrize("name", ["王\n秀兰", "王|x", "王;y", "/w"])
def test_no_name_breaks_its_line(name):
    assert "\n" not in names_line(name)
