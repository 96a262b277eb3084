"""The page that shows every component."""

import re

import pytest

from portal.stack.children import ROOT

COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
NAMES = [
    *("clock", "clock-bars", "chip", "btn", "banner", "strip", "rows", "pages", "steps", "field", "choices"),
    *("form-errors", "panel__who", "why", "actions", "timeline", "deflist", "tiles", "card-field", "empty"),
    *("field-head", "rail", "bottom-tabs"),
]


@pytest.fixture
def page(client, db, settings):
    settings.DEMO = True
    return client.get("/vocabulary/").content.decode()


def test_is_there_in_a_demo_only(client, db, settings):
    settings.DEMO = False
    assert client.get("/vocabulary/").status_code == 404


@pytest.mark.parametrize("code", ["zh-hans", "en"])
def test_opens_without_log_in_in_both_languages(client, db, settings, code):
    settings.DEMO = True
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = code
    assert client.get("/vocabulary/").status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_shows(page, name):
    assert re.search(rf'class="[^"]*\b{name}\b', page)


def test_ids_stand_once(page):
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted({name for name in ids if ids.count(name) > 1}) == []


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_says_what_it_is(path):
    assert re.search(r"{% comment %}|{#", path.read_text().partition("\n")[0]), (
        f"{path.name}: say at its top what it is and what it takes"
    )


@pytest.mark.parametrize("path", sorted((ROOT / "static" / "css").glob("*.css")), ids=lambda path: path.stem)
def test_a_style_sheet_says_what_it_dresses(path):
    assert path.read_text().startswith("/*")
