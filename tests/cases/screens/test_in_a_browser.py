"""The screens in a real browser: by keyboard alone, through a lost session, while the queue reads itself again."""

import pytest
from django.contrib.sessions.models import Session

from cases.lifecycle import CASE
from cases.models import Case
from portal.lifecycle.move import move
from tests.browser import DESKTOP, TELEPHONE
from tests.cases.telling import request_of
from tests.screens import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def read_again(page):
    """What a live message does: the lists and the panel ask the server once more."""
    with page.expect_response("**/queue/"):
        page.evaluate("document.querySelectorAll('[data-live]').forEach(one => htmx.trigger(one, 'live'))")
    page.wait_for_selector(".htmx-request", state="detached")


def test_a_call_is_entered_by_keyboard_alone(policy, operator, screen):
    page = screen(operator, "/queue/")
    page.keyboard.press("F2")
    page.wait_for_url("**/calls/new/")
    page.wait_for_selector("#id_caller_phone:focus")
    page.keyboard.type("13900000001")
    page.wait_for_selector(".entry__known .entry__hint")
    focus(page, "id_name")
    page.keyboard.type("李秀兰")
    focus(page, "id_area")
    page.keyboard.type("和平")
    page.wait_for_selector("#id_area_list [aria-selected=true]")
    page.keyboard.press("Enter")
    assert page.input_value("#id_area") == "和平社区 230110003002"
    focus(page, "id_need_0")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".entry__pathway")
    page.keyboard.press("F9")
    page.wait_for_url("**/cases/**")
    case = Case.objects.get()
    assert (case.person.name, case.area_id, case.need) == ("李秀兰", "230110003002", "outpatient")


def focus(page, name):
    """Presses Tab until the field has the focus: it must be reachable."""
    for _ in range(30):
        if page.evaluate("document.activeElement.id") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached by Tab")


def test_what_was_typed_survives_a_lost_session_to_the_last_letter(policy, operator, screen, live_server):
    page = screen(operator, "/calls/new/")
    page.fill("#id_name", "李秀兰")
    page.wait_for_selector("#kept .bi")
    Session.objects.all().delete()
    # The words after that reach no server: their requests hang until the page is left.
    page.route("**/calls/**", lambda route: None)
    page.locator("#id_description").press_sequentially("隔离点没有车")
    log_in(page, operator, live_server.url)
    page.unroute("**/calls/**")
    page.goto("/calls/new/")
    assert page.input_value("#id_name") == "李秀兰"
    assert page.input_value("#id_description") == "隔离点没有车"


def test_choosing_who_called_fills_the_form_and_goes_on_to_the_need(policy, operator, screen):
    request_of(operator, phone="13900000001", groups=["dialysis"], control="sealed", need="consultation")
    page = screen(operator, "/calls/new/")
    page.fill("#id_caller_phone", "13900000001")
    page.click(".callers__choose")
    page.wait_for_selector(".entry__chosen")
    page.wait_for_selector("[name=need]:focus", state="attached")
    assert page.input_value("#id_area") == "安埠社区 230110003001"
    assert page.is_checked("input[name=groups][value=dialysis]")
    assert "李**" in page.inner_text(".entry__known")


def test_the_queue_reads_itself_again_without_losing_focus_selection_or_scroll(policy, operator, screen):
    cases = [request_of(operator, name=f"王{n}", phone=f"139000000{n:02}") for n in range(40)]
    page = screen(operator, "/queue/", size=(1440, 500))
    row = f"#case-{cases[20].number}"
    page.locator(row).scroll_into_view_if_needed()
    page.click(f"{row} td:nth-child(3)")
    page.wait_for_selector(f"#case .ticket >> text={cases[20].number}")
    scrolled = page.evaluate("document.querySelector('.list__body').scrollTop")
    assert scrolled > 0
    move(CASE, cases[20], "answer", by=operator, data={"channel": "phone"})
    request_of(operator, name="新来", phone="13900000099")
    read_again(page)
    page.wait_for_selector("tr[data-row] >> nth=40", state="attached")
    assert page.get_attribute(row, "aria-selected") == "true"
    assert f"#{page.evaluate('document.activeElement.id')}" == row
    assert page.evaluate("document.querySelector('.list__body').scrollTop") == scrolled
    assert page.inner_text(f"{row} td:nth-child(6)") == str(Case.objects.get(pk=cases[20].pk).get_state_display())


def test_what_is_typed_into_the_filter_stays_while_the_list_reads_itself_again(policy, operator, screen):
    request_of(operator, phone="13900000001")
    page = screen(operator, "/queue/")
    page.locator("#id_text").press_sequentially("139000")
    read_again(page)
    assert page.evaluate("document.activeElement.id") == "id_text"
    assert page.input_value("#id_text") == "139000"
    assert "139000" not in page.url


def test_letters_open_the_dialog_and_ctrl_enter_sends_it(policy, operator, screen):
    case = request_of(operator)
    page = screen(operator, "/queue/")
    page.keyboard.press("j")
    page.wait_for_selector("#case [data-key=a]")
    page.keyboard.press("a")
    page.wait_for_selector("#dialog.show [name=channel]")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#dialog", state="hidden")
    page.wait_for_selector("#case [data-key=d]")
    case.refresh_from_db()
    assert case.state == "answered"


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE])
def test_the_pages_fit_the_screen_they_are_read_on(policy, operator, grid, screen, screenshot, size):
    for number, need in enumerate(("treatment_session", "medicine", "emergency")):
        told = {"need": need, "severity": "critical" if need == "emergency" else "urgent", "groups": ["dialysis"]}
        case = request_of(operator, phone=f"1390000000{number}", control="central_isolation", **told)
    pages = {"queue": "/queue/", "call entry": "/calls/new/", "request": f"/cases/{case.number}/"}
    for user, addresses in ((operator, pages), (grid, {"report": "/calls/report/"})):
        for name, address in addresses.items():
            page = screen(user, address, size=size)
            page.wait_for_selector("main h1, main .strip, #case")
            screenshot(page, name)
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


class TestTurns:
    """On a busy day a screen reads its list in its turn, and at once only what it would show."""

    @pytest.fixture
    def queue(self, policy, operator, screen):
        """An open queue whose stream says what the test has it say, and what was asked since."""
        for number in range(52):
            request_of(operator, name=f"王{number}", phone=f"139000000{number:02}")
        page = screen(operator)
        page.add_init_script(
            """
            window.EventSource = class {
              constructor() {
                Object.assign(this, { listeners: {}, readyState: 1, apart: 60 });
                window.stream = this;
                setInterval(() => this.pulse(), 1000);
              }
              pulse() { this.say("pulse", { now: null, apart: this.apart, sweep_age: 0 }); }
              addEventListener(name, listener) { this.listeners[name] = listener; }
              say(name, told) { this.listeners[name]({ data: JSON.stringify(told) }); }
              close() {}
            };
            """
        )
        page.goto("/queue/")
        page.wait_for_selector("#queue-more button")
        page.evaluate("() => stream.pulse()")
        with page.expect_response("**/queue/"):  # the first turn
            self.say(page, "case", "")
        page.wait_for_timeout(1_100)
        asked = []
        page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/queue/") else None)
        return page, asked

    def say(self, page, topic, number):
        page.evaluate(f"() => stream.say('change', [{{topic: '{topic}', number: '{number}'}}])")

    def test_what_changes_waits_for_its_turn(self, queue):
        page, asked = queue
        self.say(page, "case", "20261121-0137")
        page.wait_for_timeout(700)
        assert asked == []

    def test_what_runs_out_and_stands_nowhere_yet_does_not_wait(self, queue):
        page, _asked = queue
        with page.expect_response("**/queue/"):
            self.say(page, "escalation", "20261121-0137")

    def test_a_screen_asks_the_rarer_the_slower_it_is_answered(self, queue):
        page, asked = queue
        page.evaluate("() => { stream.apart = 1; stream.pulse(); }")
        page.route("**/queue/", lambda route: (page.wait_for_timeout(1_000), route.continue_()))
        with page.expect_response("**/queue/"):
            self.say(page, "case", "20261121-0137")
        page.wait_for_timeout(1_100)
        asked.clear()
        self.say(page, "case", "20261121-0137")
        page.wait_for_timeout(2_000)
        assert asked == []

    def test_nor_is_there_a_hurry_for_what_would_stand_beyond_the_last_row(self, queue):
        page, asked = queue
        page.evaluate(
            """() => document.querySelectorAll("[data-row] [data-clock]").forEach(clock => {
              clock.dataset.due = "2022-04-01T00:00Z";
            })"""
        )
        page.wait_for_function("() => !document.querySelector('[data-row] [data-clock]:not([data-state=late])')")
        self.say(page, "escalation", "20261121-0137")
        page.wait_for_timeout(700)
        assert asked == []
