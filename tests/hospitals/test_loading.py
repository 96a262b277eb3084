"""Loading hospitals: both shapes of file, all or nothing, every fault named by row and column."""

import pytest
from django.core.management import CommandError, call_command

from hospitals.loading import HospitalsRefused, load_hospitals
from hospitals.matching import Query, match
from hospitals.models import Designation, Hospital

pytestmark = pytest.mark.django_db

HARBIN = "name,grade,district,designated_for,serves,source\n"
FEVER = "name,district_code,district,address,designated_2020\n"


@pytest.fixture
def file(tmp_path, areas):
    def write(text, encoding="utf-8"):
        path = tmp_path / "hospitals.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def faults(path):
    with pytest.raises(HospitalsRefused) as refused:
        load_hospitals(path)
    assert not Hospital.objects.exists()
    assert not Designation.objects.exists()
    return [(problem.row, problem.column) for problem in refused.value.problems]


@pytest.fixture
def main_districts(areas):
    """The rest of the districts that Harbin's notice calls the main urban ones."""
    for code in ("230102", "230104", "230108", "230109"):
        type(areas["2301"]).objects.create(code=code, name=code, level="district", parent=areas["2301"])


def test_the_notice_of_harbin(file, main_districts):
    path = file(
        f"{HARBIN}香坊区人民医院,,230110,risk_control_critical_and_chronic,main_urban_districts,H2\n"
        "市五院,,230110,high_risk_fever,main_urban_districts,H2\n"
        "医大一院,三级甲等,230103,,,list\n医大二院,三级甲等,,,,list\n"
    )
    loaded = load_hospitals(path)
    assert (loaded.new, loaded.designations) == (4, 3)
    assert Hospital.objects.get(name="市五院").kind == "fever"
    assert Hospital.objects.get(name="医大二院").area_id == "2301", "the city, where the file names no district"
    chronic = Query(area_id="230103001001", need="outpatient", control="sealed", groups=("chronic",))
    first = match(chronic)[0]
    assert (first.hospital.name, first.reasons[0].clause) == ("香坊区人民医院", "H2")


def test_a_list_of_fever_clinics(file):
    load_hospitals(file(f"{FEVER}甲院,230110,香坊区,通天街1号,1\n乙院,230103,南岗区,,0\n"))
    assert set(Hospital.objects.values_list("kind", flat=True)) == {"fever"}
    assert Designation.objects.get().hospital.address == "通天街1号"


def test_loading_again_brings_up_to_date(file, main_districts):
    text = f"{HARBIN}甲院,,230110,high_risk_fever,main_urban_districts,H2\n"
    load_hospitals(file(text))
    Designation.objects.create(hospital=Hospital.objects.get(), note="by hand")
    loaded = load_hospitals(file(text.replace("甲院,,", "甲院,二级,")))
    assert (loaded.new, loaded.known) == (0, 1)
    assert Hospital.objects.get().grade == "二级"
    assert sorted(Designation.objects.values_list("note", flat=True)) == ["by hand", "load_hospitals"]


def test_what_a_file_no_longer_says_ends_and_stays_to_be_read(file, main_districts):
    load_hospitals(file(f"{HARBIN}甲院,,230110,high_risk_fever,main_urban_districts,H2\n"))
    load_hospitals(file(f"{HARBIN}甲院,,230110,fever_clinic,230110,H2\n"))
    before, after = Designation.objects.order_by("pk")
    assert (before.is_over, after.is_over) == (True, False)


def test_serves_takes_area_codes_too(file):
    load_hospitals(file(f'{HARBIN}甲院,,230110,high_risk_fever,"230103;230110003",x\n'))
    assert {area.pk for area in Designation.objects.get().serves.all()} == {"230103", "230110003"}


def test_an_empty_serves_is_the_city(file):
    load_hospitals(file(f"{HARBIN}甲院,,230110,high_risk_fever,,x\n"))
    assert [area.pk for area in Designation.objects.get().serves.all()] == ["2301"]


def test_a_spreadsheet_of_a_chinese_office_is_read(file):
    assert load_hospitals(file(f"{HARBIN}甲院,,230110,,,x\n", encoding="gb18030")).new == 1


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("grade,district\n", [(1, "name")]),
        ("name,grade\n甲,x\n", [(1, "district")]),
        (HARBIN, [(1, "name")]),
        (f"{HARBIN},,230110,,,x\n", [(2, "name")]),
        (f"{HARBIN}甲,,230110,,,x\n甲,,230103,,,x\n", [(3, "name")]),
        (f"{HARBIN}甲,,999999,,,x\n", [(2, "district")]),
        (f"{HARBIN}甲,,,,,x\n", [(2, "district")]),
        (f"{HARBIN}甲,,230110,everything,,x\n", [(2, "designated_for")]),
        (f"{HARBIN}甲,,230110,high_risk_fever,the moon,x\n", [(2, "serves")]),
        (f"{HARBIN}甲,,230110,,230110,x\n", [(2, "serves")]),
        (f"{HARBIN}甲,{'三' * 21},230110,,,x\n", [(2, "grade")]),
        (f"{FEVER}甲,230110,香坊区,,maybe\n", [(2, "designated_2020")]),
        ("name,district,latitude,longitude\n甲,230110,91,abc\n", [(2, "latitude"), (2, "longitude")]),
        ("name,district,kind\n甲,230110,circus\n", [(2, "kind")]),
        (f"{HARBIN}甲,,230110,,,x\n乙,,999999,nothing,,x\n", [(3, "district"), (3, "designated_for")]),
    ],
)
def test_a_wrong_file_is_refused_whole(file, text, where):
    assert sorted(faults(file(text))) == sorted(where)


def test_the_command_names_row_and_column(file):
    with pytest.raises(CommandError, match=r"3.*district(.|\n)*Nothing was loaded"):
        call_command("load_hospitals", str(file(f"{HARBIN}甲,,230110,,,x\n乙,,999999,,,x\n")))


def test_the_command_says_what_it_loaded(file, capsys):
    call_command("load_hospitals", str(file(f"{HARBIN}甲,,230110,,,x\n")))
    assert "1 new hospitals" in capsys.readouterr().out


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError):
        call_command("load_hospitals", str(tmp_path / "none.csv"))
