"""The grid worker's telephone with its network cut: acts wait, survive a reload, arrive in order at their time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.jobs.lifecycle import JOB
from cases.models import Case, Job, Person, RegisterEntry
from portal.audit.models import Entry
from portal.lifecycle.move import move

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The last script of a page that the device opened by itself has come, and knows that there is no line.
LISTENS = "() => window.changyi && changyi.correct && changyi.queue.line.isLost"
# The copy of this page that lies sealed on the device says so.
KEEPS = """words => changyi.vault.get('pages', location.pathname).then(row =>
  changyi.vault.unseal('page:' + row.owner + ':' + row.path, row.sealed)).then(copy => copy.html.includes(words))"""


def fill(telephone, /, **inputs):
    form = telephone.page.locator("#dialog-form")
    form.wait_for()
    for name, value in inputs.items():
        form.locator(f"[name={name}]").first.fill(value)
    form.locator("button[type=submit]").click()
    form.wait_for(state="detached")


def report_of(page):
    page.fill("[name=caller_phone]", "13900000077")
    page.fill("[name=name]", "孙玉珍")
    page.check("[name=need][value=outpatient]", force=True)
    page.fill("[name=description]", "老人头晕")


def test_a_day_without_a_signal(grid, telephone, errand, due, screenshot):
    job, entry = errand("李秀兰"), due("王国庆")
    phone = telephone(grid).open()
    page = phone.page
    cut_at = timezone.now()
    phone.cut()
    phone.tap("[data-act$='/move/accept/']")
    phone.tap("[data-act$='/move/prescribe/']")
    fill(phone, prescription="氨氯地平 5mg 两盒")
    phone.tap("[data-act$='/move/pick_up/']")
    fill(phone)
    phone.tap("[data-act$='/move/deliver/']")
    fill(phone, result="交给本人")
    page.locator(".doors__each summary").click()
    phone.tap(f"#entry-{entry.pk} [data-act$='/contact/']")
    fill(phone, phone="13600000099")
    phone.tap(f"#entry-{entry.pk} [data-target=verified]")
    phone.waits(6)
    screenshot(page, "offline day")

    page.reload()
    phone.waits(6)
    assert page.evaluate("document.documentElement.hasAttribute('data-restored')")
    page.locator(".tray__fold summary").click()
    assert page.locator(".tray__row").count() == 6
    assert "card-field--done" in page.locator(f"#job-{job.pk}").get_attribute("class")
    screenshot(page, "offline day after a reload")
    assert Job.objects.get().state == "assigned", "nothing has left the telephone"

    page.goto("/calls/report/")
    page.wait_for_selector("#entry")
    report_of(page)
    page.wait_for_function(LISTENS)
    page.click("#entry [type=submit]")
    page.wait_for_url("**/work/")
    phone.waits(7)
    page.wait_for_timeout(1500)
    mended_at = timezone.now()
    phone.mend()
    phone.waits(0)

    assert Job.objects.get().state == "done"
    assert Person.objects.get(name_index=entry.person.name_index).phone == "13600000099"
    assert RegisterEntry.objects.get(pk=entry.pk).verified_by == grid
    assert Case.objects.order_by("created_at").last().description == "老人头晕"
    steps = [row for row in Entry.objects.filter(subject_id=str(job.pk)).order_by("at") if "happened_at" in row.detail]
    times = [timezone.datetime.fromisoformat(row.detail["happened_at"]) for row in steps]
    assert [row.action for row in steps] == ["job.accept", "job.prescribe", "job.pick_up", "job.deliver"]
    assert times == sorted(times)
    assert all(cut_at - timedelta(seconds=1) < at < mended_at for at in times), (
        "the time of the tap, not of the sending"
    )


def test_what_somebody_else_did_meanwhile_stands_beside_it(grid, operator, telephone, errand, screenshot):
    job = errand("李秀兰")
    phone = telephone(grid).open()
    page = phone.page
    phone.cut()
    phone.tap("[data-act$='/move/accept/']")
    phone.waits(1)
    move(JOB, job, "accept", by=operator)
    phone.mend()
    refusal = page.locator(".tray__refusal")
    refusal.wait_for()
    assert str(operator) in refusal.locator("[data-theirs]").inner_text()
    assert "李**" in refusal.locator("[data-mine]").inner_text()
    screenshot(page, "conflict side by side")

    page.reload()
    refusal.wait_for()
    refusal.locator("[data-drop]").click()
    page.locator("#dialog [data-bs-dismiss]").first.click()
    page.wait_for_selector("#dialog.show", state="hidden")
    phone.waits(1)
    refusal.locator("[data-drop]").click()
    page.locator("#dialog [data-yes]").click()
    phone.waits(0)
    refusal.wait_for(state="detached")


def test_wrong_inputs_come_back_to_be_put_right(grid, telephone, due):
    entry = due("王国庆")
    phone = telephone(grid).open()
    page = phone.page
    phone.cut()
    page.locator(".doors__each summary").click()
    phone.tap("[data-act$='/contact/']")
    fill(phone, phone="1360000")
    phone.waits(1)
    phone.mend()
    page.locator(".tray__refusal [data-correct]").click()
    assert page.input_value("#dialog-form [name=phone]") == "1360000"
    fill(phone, phone="13600000099")
    phone.waits(0)
    assert Person.objects.get(pk=entry.person_id).phone == "13600000099"


def test_a_tap_by_mistake_is_taken_back(grid, telephone, errand):
    errand("李秀兰")
    phone = telephone(grid).open()
    phone.cut()
    phone.tap("[data-act$='/move/accept/']")
    phone.waits(1)
    phone.page.locator(".tray__fold summary").click()
    phone.tap(".tray__row [data-drop]")
    phone.page.locator("#dialog [data-yes]").click()
    phone.page.wait_for_selector("[data-act$='/move/accept/']")
    phone.waits(0)


def test_by_keyboard_alone(grid, telephone, errand):
    job = errand("李秀兰")
    phone = telephone(grid).open()
    page = phone.page
    phone.cut()
    page.focus("[data-act$='/move/accept/']")
    page.keyboard.press("Enter")
    page.focus("[data-act$='/move/prescribe/']")
    page.keyboard.press("Space")
    page.wait_for_selector("#dialog-form [name=prescription]:focus")
    page.keyboard.type("氨氯地平")
    page.keyboard.press("Control+Enter")
    phone.waits(2)
    phone.mend()
    phone.waits(0)
    job.refresh_from_db()
    assert (job.state, job.prescription) == ("prescribed", "氨氯地平")


def test_a_number_that_was_revealed_can_be_called_without_a_signal(grid, telephone, due):
    due("王国庆")
    phone = telephone(grid).open()
    page = phone.page
    page.locator(".doors__each summary").click()
    phone.tap("[hx-post$='/call/']")
    page.wait_for_selector("a[href='tel:13900000009']", state="attached")
    phone.until(KEEPS, "tel:13900000009")
    phone.cut()
    page.reload()
    page.wait_for_selector("a[href='tel:13900000009']", state="attached")


def test_where_browsers_offer_no_seal_the_page_works_with_the_network(grid, telephone, open_page, wire, errand):
    """Plain http: no service worker, no cryptography. A tap is sent; nothing about anybody lies on the device."""
    job = errand("李秀兰")
    page = open_page((390, 844), base_url=wire.url)
    page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'serviceWorker', {get: () => undefined});"
        "Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined});"
    )
    phone = telephone(grid, page)
    page.goto("/work/")
    phone.tap("[data-act$='/move/accept/']")
    page.wait_for_selector("[data-act$='/move/prescribe/']")
    phone.waits(0)
    job.refresh_from_db()
    assert job.state == "accepted"
    assert phone.kept()["rows"].get("pages", 0) == 0
