"""The main pages as people see them, at both widths: nothing sticks out, nothing is in the wrong language."""

from __future__ import annotations

import re

import pytest

from tests.browser import DESKTOP, TELEPHONE
from tests.stories.actors import Actor

pytestmark = pytest.mark.browser

PAGES = {
    "operator": ["/queue/", "/calls/new/", "/rules/", "/outside/"],
    "grid": ["/work/", "/calls/report/"],
    "desk": ["/desk/"],
    "dispatcher": ["/dispatch/"],
    "driver": ["/driver/"],
    "gate": ["/gate/"],
    "supervisor": ["/escalations/", "/reports/"],
}
# Words that stand in English on a Chinese page on purpose: marks, codes, keys, units, names of packs.
KEPT = re.compile(
    r"\b([a-z]+-2022-\d\d|EN|CSV|XLSX|F\d+|Enter|Esc|XXXX|km|Changyi|API|Webhook|V|A|J|P|S|F|B|G|T|R|H|C|D|N|U|ECMO|CT|mg|ml|PICC|pdf)\b"
)
WORD = re.compile(r"\b[A-Za-z]{3,}\b")


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
@pytest.mark.parametrize("name", sorted(PAGES))
def test_pages_fit_and_speak_chinese(demo_copy, open_page, screenshot, name, size):
    actor = Actor(open_page(size), name, demo_copy.url)
    for path in PAGES[name]:
        actor.open(path).page.wait_for_load_state("load")
        wide = actor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
        assert english_on(actor.page) == set(), path
        screenshot(actor.page, f"{name}-{path}")


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_the_public_page(demo_copy, open_page, screenshot, size):
    page = open_page(size)
    page.goto(f"{demo_copy.url}/public/?area=230110011001")
    assert english_on(page) == set()
    screenshot(page, "public")


def test_the_queue_in_english(demo_copy, open_page, screenshot):
    # Not the operator of the other tests: a language that was chosen stays with the account.
    neighbour = Actor(open_page(), "neighbour", demo_copy.url)
    neighbour.page.get_by_role("button", name="EN").click()
    neighbour.page.wait_for_load_state("load")
    neighbour.open("/queue/").sees("Number")
    screenshot(neighbour.page, "queue in english")


def english_on(page) -> set[str]:
    """English words that a reader of Chinese would stumble over, in what the page shows."""
    text = page.locator("body").inner_text()
    return {word for word in WORD.findall(KEPT.sub("", text)) if not word.isupper()}
