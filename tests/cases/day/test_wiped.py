"""What lies on a telephone: sealed while one works, gone at log-out, when somebody else comes, and after the shift."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEAVE = "form[data-forget-drafts] button"
RAW = """async () => {
  const database = await changyi.vault.open();
  const rows = await changyi.vault.all('pages');
  const acts = await changyi.vault.all('acts');
  const key = await changyi.vault.get('keys', 'seal');
  const boxes = rows.concat(acts).map(one => new TextDecoder().decode(one.sealed.box));
  return {text: JSON.stringify([rows, acts, boxes]), extractable: key.key.extractable};
}"""
WIPED = "async () => !(await indexedDB.databases()).length && !(await caches.keys()).length"
OLD = "() => changyi.vault.put('facts', {id: 'heard', at: Date.now() - 13 * 3600 * 1000})"


def test_nothing_that_names_anybody_lies_there_unsealed(grid, telephone, errand):
    errand("李秀兰")
    phone = telephone(grid).open()
    phone.cut()
    phone.tap("[data-act$='/move/accept/']")
    phone.waits(1)
    lies = phone.page.evaluate(RAW)
    # Not one character alone: that may stand in sealed bytes by chance.
    assert not any(words in lies["text"] for words in ("李**", "李秀兰", "降压药"))
    assert lies["extractable"] is False
    caches = phone.page.evaluate(
        "caches.open('changyi-files').then(one => one.keys()).then(all => all.map(one => one.url))"
    )
    assert all("/static/" in url or url.endswith("/offline/") for url in caches)


def test_log_out_wipes_it(grid, telephone, errand):
    errand("李秀兰")
    phone = telephone(grid).open()
    assert phone.kept()["rows"]["pages"] >= 1
    phone.page.goto("/me/")
    phone.page.locator(LEAVE).last.click()
    phone.page.wait_for_url("**/login/")
    assert phone.kept() == {"rows": {}, "caches": [], "marks": [], "words": []}


def test_log_out_asks_before_it_loses_what_was_not_sent(grid, telephone, errand):
    errand("李秀兰")
    phone = telephone(grid).open()
    page = phone.page
    page.route("**/jobs/**", lambda route: route.abort("internetdisconnected"))
    phone.tap("[data-act$='/move/accept/']")
    phone.waits(1)
    page.goto("/me/")
    page.locator(LEAVE).last.click()
    page.locator("#dialog [data-question]").wait_for()
    assert "1" in page.locator("#dialog [data-question]").inner_text()
    page.locator("#dialog [data-yes]").click()
    page.wait_for_url("**/login/")
    assert phone.kept()["rows"] == {}


def test_somebody_else_finds_nothing(grid, medic, telephone, errand):
    errand("李秀兰")
    phone = telephone(grid).open()
    phone.page.context.clear_cookies()
    telephone(medic, phone.page)
    phone.page.goto("/me/")
    phone.until(WIPED)
    assert phone.kept() == {"rows": {}, "caches": [], "marks": [], "words": []}


def test_after_the_shift_the_day_does_not_open_but_what_waits_is_not_lost(grid, telephone, errand):
    job = errand("李秀兰")
    phone = telephone(grid).open()
    page = phone.page
    phone.cut()
    phone.tap("[data-act$='/move/accept/']")
    phone.waits(1)
    page.evaluate(OLD)
    page.reload()
    page.locator("#missing:not([hidden])").wait_for()
    assert phone.kept()["rows"] == {"acts": 1, "facts": 1, "keys": 1, "pages": 0}
    phone.mend()
    phone.waits(0)  # the page opens anew by itself
    job.refresh_from_db()
    assert job.state == "accepted"


def test_a_lost_session_keeps_the_acts_and_closes_the_day(grid, client, telephone, errand):
    job = errand("李秀兰")
    phone = telephone(grid).open()
    page = phone.page
    client.logout()
    phone.tap("[data-act$='/move/accept/']")
    page.locator(".tray__login:not([hidden])").wait_for(state="attached")
    phone.until("changyi.vault.all('pages').then(rows => !rows.length)")
    telephone(grid, page).page.goto("/work/")
    phone.waits(0)
    job.refresh_from_db()
    assert job.state == "accepted"


def test_a_shared_computer_keeps_nothing(grid, client, telephone, errand):
    errand("李秀兰")
    phone = telephone(grid)
    session = client.session
    session.set_expiry(0)
    session.save()
    phone.page.goto("/work/")
    phone.page.wait_for_timeout(1500)
    assert phone.kept()["rows"].get("pages", 0) == 0
    assert phone.kept()["caches"] == []
