"""The register in a browser: one tap verifies on a telephone, and a file is tried, seen and confirmed."""

import pytest

from cases.models import RegisterEntry
from cases.services.importing import import_register
from tests.browser import TELEPHONE
from tests.cases.registers.conftest import good, workbook
from tests.screens import fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(screen, grid):
    return screen(grid, size=TELEPHONE)


def test_no_change_is_one_tap(grid, page, screenshot):
    import_register(workbook(good()), by=grid, dry_run=False)
    RegisterEntry.objects.update(verified_at=None, verified_by=None)
    page.goto("/register/")
    screenshot(page, "register")
    assert fits(page)
    row = page.locator(f"#entry-{RegisterEntry.objects.get().pk}")
    with page.expect_response("**/verify/"):
        row.locator("button").click()
    page.wait_for_selector(".toast-line")
    assert RegisterEntry.objects.get().verified_by == grid


def test_a_file_is_tried_then_confirmed(grid, page, screenshot, tmp_path):
    (tmp_path / "f.xlsx").write_bytes(workbook(good()).getvalue())
    page.goto("/register/import/")
    screenshot(page, "register upload")
    assert fits(page)
    page.set_input_files("[name=file]", tmp_path / "f.xlsx")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/register/import/*-*/")
    screenshot(page, "register dry run")
    assert fits(page)
    assert not RegisterEntry.objects.exists()
    page.click("form[action$='/confirm/'] button")
    page.wait_for_selector(".banner--kept")
    assert RegisterEntry.objects.count() == 1
