"""The matrix in a real browser: a row is changed where it stands by keyboard, and by a spreadsheet with a bad row."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from hospitals.models import Designation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOLES = "/hospitals/holes/?area=2301&need=outpatient&group=oncology&control=sealed"
FOCUSED = "selector => document.activeElement.matches(selector)"
TABS = 60  # more stand in no row


@pytest.fixture
def page(screen, admin, areas, line):
    return screen(admin, "/hospitals/matrix/", expects=["status of 422"])


def tab_to(page, selector):
    """By Tab alone, as somebody without a mouse."""
    for _press in range(TABS):
        if page.evaluate(FOCUSED, selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is out of the keyboard's reach")


def holes(page):
    page.goto(HOLES)
    return page.locator(".holes__one").all_inner_texts()


def test_a_row_is_changed_by_keyboard_and_a_hole_closes(page, line, areas, screenshot):
    before = holes(page)
    page.goto("/hospitals/matrix/")
    page.locator(f"#line-{line.pk} a").first.focus()
    page.keyboard.press("Enter")
    page.locator(".matrix__edit form:focus").wait_for()

    tab_to(page, "[name=age_from]")
    page.keyboard.type("70")
    tab_to(page, "[name=age_to]")
    page.keyboard.type("60")
    page.keyboard.press("Enter")
    page.locator(".matrix__edit .form-errors").wait_for()
    screenshot(page, "matrix row with an error")
    assert page.locator("[name=age_from]").input_value() == "70", "what was typed stands"

    for name in ("age_from", "age_to", "hours_from", "hours_to"):  # neither an age nor an hour: everybody, always
        page.locator(f"[name={name}]").focus()
        for _part in range(2 if "hours" in name else 1):  # hours and minutes
            page.keyboard.press("Control+A")
            page.keyboard.press("Delete")
            page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator(f"#line-{line.pk}.is-new a:focus").wait_for()  # back where one was
    line.refresh_from_db()
    assert (line.age_from, line.age_to, line.hours_from, line.hours_to) == (None, None, None, None)

    after = holes(page)
    assert len(before) == 2
    assert len(after) == 1
    assert areas["230110"].name not in after[0]


def test_a_spreadsheet_with_a_bad_row_writes_nothing_and_says_which(page, line, screenshot):
    book = load_workbook(BytesIO(page.request.get("/hospitals/matrix/matrix.xlsx").body()))
    cells = {cell.value.strip("*"): cell.column for cell in book.active[1]}
    book.active.cell(2, cells["备注"]).value = "改过"
    book.active.cell(3, cells["机构"]).value = "不存在的医院"
    book.active.cell(3, cells["服务区域"]).value = "230110"
    send(page, book)
    told = page.locator("#problems tbody tr")
    told.wait_for()
    screenshot(page, "matrix upload with a bad row")
    assert told.count() == 1
    assert "3" in told.locator(".num").inner_text()
    assert Designation.objects.get().note == line.note

    book.active.delete_rows(3)
    send(page, book)
    page.locator("form[action$='/confirm/'] [type=submit]").click()
    page.locator("form[action$='/confirm/']").wait_for(state="detached")
    assert Designation.objects.get().note == "改过"


def send(page, book):
    file = BytesIO()
    book.save(file)
    page.goto("/hospitals/matrix/uploads/")
    sheet = {"name": "矩阵.xlsx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}
    page.locator("[type=file]").set_input_files(sheet)
    page.locator("form[enctype] [type=submit]").click()
    page.wait_for_url("**/uploads/*-*/")
