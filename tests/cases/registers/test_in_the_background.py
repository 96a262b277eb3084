"""A large file: received at once, read, written and taken back in the background; the page says how far it is."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from cases import tasks
from cases.models import ImportBatch, ImportPortion, ImportProgress
from cases.services import carrying, importing, portions, progress, undoing
from cases.views import importing as views
from tests.cases.registers.conftest import good, workbook, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch):
    monkeypatch.setattr(importing, "SMALL_FILE", 0)
    monkeypatch.setattr(importing, "SMALL_BATCH", 0)
    monkeypatch.setattr(undoing, "SMALL_BATCH", 0)
    monkeypatch.setattr(portions, "ROWS", 2)


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """What would be told past the transaction, in which everything of a test happens."""
    told = []
    monkeypatch.setattr(progress, "EVERY", 0)
    monkeypatch.setattr(progress, "connection", _Beside(told))
    return told


class _Beside:
    """A connection beside ours that only remembers."""

    def __init__(self, told):
        self.told = told

    def copy(self):
        return self

    def cursor(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def execute(self, _statement, values):
        self.told.append(tuple(values[1:]))

    def close(self):
        pass


ROWS = [good(姓名=f"居民{n}", 身份证号=None, 联系电话=f"1390000001{n}") for n in range(5)]


@pytest.fixture
def client(grid, at_screen):
    return at_screen(grid)


@pytest.fixture
def page(client, monkeypatch):
    """The page of a file just sent; nobody has begun to read it."""
    monkeypatch.setattr(views, "enqueue", lambda task: None)
    return client.post("/register/import/", {"file": SimpleUploadedFile("f.xlsx", workbook(*ROWS).getvalue())}).url


def test_it_is_read_confirmed_written_and_undone(page, client, told):
    assert ImportBatch.objects.get().state == "received"
    assert 'hx-trigger="every 1s"' in client.get(page).content.decode()
    tasks.carry_on_imports()
    assert client.get(page).context["tiles"][0]["number"] == 5
    assert ImportPortion.objects.filter(kind="rows").count() == 3
    client.post(f"{page}confirm/")
    assert (ImportBatch.objects.get().state, written()) == ("confirmed", (0, 0))
    tasks.carry_on_imports()
    assert (ImportBatch.objects.get().state, written()) == ("done", (5, 5))
    client.post(f"{page}undo/")
    assert (ImportBatch.objects.get().state, written()) == ("undoing", (5, 5))
    tasks.carry_on_imports()
    assert (ImportBatch.objects.get().state, written()) == ("undone", (0, 0))
    assert {phase for phase, _done, _total in told} == {"reading", "writing", "undoing"}
    assert ("writing", 4, 5) in told


def test_the_page_reads_its_progress_and_then_itself(page, client):
    ImportProgress.objects.update(phase="reading", done=37, total=100)
    part = client.get(page, headers={"HX-Request": "true"})
    assert "37%" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "37%" in client.get(page).content.decode()  # after a reload as well
    tasks.carry_on_imports()
    assert client.get(page, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_bad_cell_of_a_large_file_keeps_the_file_to_be_marked(client, monkeypatch):
    monkeypatch.setattr(views, "enqueue", lambda task: None)
    file = SimpleUploadedFile("f.xlsx", workbook(*ROWS, good(班次="九")).getvalue())
    page = client.post("/register/import/", {"file": file}).url
    tasks.carry_on_imports()
    assert client.get(page).context["causes"][0].problems[0].cell == "H7"
    assert client.get(f"{page}marked.xlsx").status_code == 200


def test_what_is_wrong_is_said_in_the_language_of_who_sent_it(client, grid):
    importing.receive_import(workbook(good(班次="九")), by=grid, name="f.xlsx", language="zh-hans")
    tasks.carry_on_imports()
    assert ImportBatch.objects.get().language == "zh-hans"


def test_one_importer_at_a_time(page):
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [carrying._LOCK])
        assert carrying.carry_on_imports() == 0
    finally:
        other.close()
    assert ImportBatch.objects.get().state == "received"


def test_what_fails_is_tried_again_and_then_given_up(page, client, monkeypatch, caplog):
    def break_down(batch, *, told):
        raise RuntimeError("李秀兰")

    monkeypatch.setitem(carrying.WORK, "received", (carrying.Phase.READING, break_down))
    for _attempt in range(carrying.MOST_ATTEMPTS):
        tasks.carry_on_imports()
        assert ImportBatch.objects.get().state == "received"
    tasks.carry_on_imports()
    batch = ImportBatch.objects.get()
    assert batch.state == "refused"
    assert importing.body_of(batch)["trouble"] in client.get(page).content.decode()
    assert "李秀兰" not in caplog.text


def test_twice_carried_on_is_once_written(page, client):
    tasks.carry_on_imports()
    client.post(f"{page}confirm/")
    batch = ImportBatch.objects.get()
    importing.write_import(batch)
    importing.write_import(batch)
    assert written() == (5, 5)


def test_what_waited_too_long_is_forgotten(page, client):
    tasks.carry_on_imports()
    ImportBatch.objects.update(created_at=timezone.now() - timedelta(hours=25))
    tasks.forget_waiting_imports()
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.name, batch.body, batch.portions.count()) == ("dropped", None, None, 0)


def test_a_week_later_it_is_not_undone_any_more(page, client):
    tasks.carry_on_imports()
    client.post(f"{page}confirm/")
    tasks.carry_on_imports()
    ImportBatch.objects.update(
        created_at=timezone.now() - timedelta(days=9), settled_at=timezone.now() - timedelta(days=8)
    )
    tasks.forget_waiting_imports()
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.body, batch.portions.count()) == ("done", None, 0)
    assert written() == (5, 5)
