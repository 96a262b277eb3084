"""The diagrams in docs/ say what the tables say."""

from django.conf import settings

from portal.lifecycle.diagram import page


def test_the_page_of_lifecycles_is_current():
    kept = (settings.BASE_DIR / "docs" / "lifecycles.md").read_text(encoding="utf-8")
    assert kept == page(), "a lifecycle has changed: run `manage.py lifecycle_diagrams` and commit docs/lifecycles.md"
