"""The register in a browser: one tap verifies on a telephone, and a file is tried, seen and confirmed."""

import pytest
from django.conf import settings

from cases.models import RegisterEntry
from cases.services.importing import import_register
from tests.browser import TELEPHONE
from tests.cases.registers.conftest import good, workbook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def screen(live_server, open_page, client, grid):
    page = open_page(TELEPHONE, base_url=live_server.url)
    page.route("**/live/**", lambda route: route.fulfill(status=204))
    client.force_login(grid)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return page


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_no_change_is_one_tap(grid, screen, screenshot):
    import_register(workbook(good()), by=grid, dry_run=False)
    RegisterEntry.objects.update(verified_at=None, verified_by=None)
    screen.goto("/register/")
    screenshot(screen, "register")
    assert fits(screen)
    row = screen.locator(f"#entry-{RegisterEntry.objects.get().pk}")
    with screen.expect_response("**/verify/"):
        row.locator("button").click()
    screen.wait_for_selector(".toast-line")
    assert RegisterEntry.objects.get().verified_by == grid


def test_a_file_is_tried_then_confirmed(grid, screen, screenshot, tmp_path):
    (tmp_path / "f.xlsx").write_bytes(workbook(good()).getvalue())
    screen.goto("/register/import/")
    screenshot(screen, "register upload")
    assert fits(screen)
    screen.set_input_files("[name=file]", tmp_path / "f.xlsx")
    screen.click("main form button[type=submit]")
    screen.wait_for_url("**/register/import/*-*/")
    screenshot(screen, "register dry run")
    assert fits(screen)
    assert not RegisterEntry.objects.exists()
    screen.click("form[action$='/confirm/'] button")
    screen.wait_for_selector(".banner--kept")
    assert RegisterEntry.objects.count() == 1
