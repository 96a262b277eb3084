"""Loading areas: any city's file, all or nothing, every fault named by row and column."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from portal.areas.models import Area
from portal.areas.services import AreasRefused, load_areas

pytestmark = pytest.mark.django_db

HEADER = "code,name,level,parent\n"
CITY = f"{HEADER}2301,哈尔滨市,city,\n230110,香坊区,district,2301\n"


@pytest.fixture
def file(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "areas.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def problems(path):
    with pytest.raises(AreasRefused) as refused:
        load_areas(path)
    assert not Area.objects.exists()
    return [(problem.row, problem.column) for problem in refused.value.problems]


def test_a_city_is_loaded_with_its_lineage(file):
    loaded = load_areas(file(f"{CITY}230110003,安埠街道,street,230110\n230110003001,安埠社区,community,230110003\n"))
    assert (loaded.new, loaded.known) == (4, 0)
    assert Area.objects.get(code="230110003001").lineage == {
        "city": "2301",
        "district": "230110",
        "street": "230110003",
        "community": "230110003001",
    }


def test_children_may_stand_before_their_parents(file):
    assert load_areas(file(f"{HEADER}230110,香坊区,district,2301\n2301,哈尔滨市,city,\n")).new == 2


def test_a_second_load_brings_names_up_to_date_and_keeps_the_rest(file):
    load_areas(file(CITY))
    Area.objects.filter(code="230110").update(latitude=45.7, longitude=126.7)
    loaded = load_areas(file(f"{HEADER}230110,新香坊区,district,2301\n230110003,安埠街道,street,230110\n"))
    assert (loaded.new, loaded.known) == (1, 1)
    assert Area.objects.get(code="230110").name == "新香坊区"
    assert Area.objects.get(code="230110").latitude == 45.7
    assert Area.objects.get(code="230110003").lineage["city"] == "2301"


def test_levels_may_be_left_out(file):
    """A municipality has no district between city and county town; codes say what holds what."""
    load_areas(file(f"{HEADER}1101,北京市,city,\n110101001,东华门街道,street,1101\n"))
    assert Area.objects.get(code="110101001").lineage == {"city": "1101", "street": "110101001"}


def test_optional_columns_are_taken(file):
    load_areas(file("code,name,level,parent,population,latitude,longitude\n2301,哈尔滨市,city,,10009854,45.8,126.53\n"))
    assert Area.objects.values_list("population", "latitude", "longitude").get() == (10009854, 45.8, 126.53)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_spreadsheets_save_is_read(file, encoding):
    load_areas(file(CITY.replace("\n", "\r\n"), encoding))
    assert Area.objects.get(code="230110").name == "香坊区"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2301-1,坏,district,2301", "code"),
        (",坏,district,2301", "code"),
        ("２３０１１１,坏,district,2301", "code"),
        ("230111,,district,2301", "name"),
        (f"230111,{'长' * 101},district,2301", "name"),
        ("230111,坏,province,2301", "level"),
        ("230111,坏,district,2302", "parent"),
        ("230111,坏,district,", "parent"),
        ("110111,坏,district,2301", "parent"),
        ("230110003,坏,district,230110", "parent"),
        ("2301,坏,city,2301", "parent"),
        ("230110,坏,district,2301", "code"),
        ("230111,坏", "level"),
    ],
)
def test_a_fault_is_named_by_row_and_column(file, row, column):
    assert (4, column) in problems(file(f"{CITY}{row}\n"))


def test_all_faults_are_named_at_once(file):
    assert problems(file(f"{CITY}x!,,district,2301\n230111,坏,nowhere,2301\n")) == [
        (4, "code"),
        (4, "name"),
        (4, "parent"),
        (5, "level"),
    ]


@pytest.mark.parametrize("value", ["abc", "91", "nan", "inf"])
def test_coordinates_are_numbers_on_this_earth(file, value):
    assert problems(file(f"code,name,level,parent,latitude\n2301,哈尔滨市,city,,{value}\n")) == [(2, "latitude")]


@pytest.mark.parametrize("value", ["-1", "1.5", "many", "99999999999"])
def test_population_is_a_count(file, value):
    assert problems(file(f"code,name,level,parent,population\n2301,哈尔滨市,city,,{value}\n")) == [(2, "population")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [(1, "code"), (1, "name"), (1, "level"), (1, "parent")]),
        ("code,name,level\n", [(1, "parent")]),
        (HEADER, [(1, "code")]),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(file, text, found):
    assert problems(file(text)) == found


def test_binary_files_are_refused(tmp_path):
    path = tmp_path / "areas.csv"
    path.write_bytes(b"PK\x03\x04\xff\xff\xfe")
    assert problems(path)


def test_the_command_says_what_it_did(file, capsys):
    call_command("load_areas", file(CITY))
    assert "2 new areas" in capsys.readouterr().out


def test_the_command_names_row_and_column(file):
    with pytest.raises(CommandError, match="row 4, column level"):
        call_command("load_areas", file(f"{CITY}230111,坏,province,2301\n"))
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_areas", "nowhere.csv")


def test_the_number_of_queries_does_not_grow_with_the_file(file, django_assert_max_num_queries):
    rows = "".join(f"230110{n:03},街道{n},street,230110\n" for n in range(900))
    with django_assert_max_num_queries(6):
        load_areas(file(f"{CITY}{rows}"))


def test_the_database_itself_keeps_containment(areas):
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.create(code="110101", name="别处", level="district", parent=areas["2301"])
