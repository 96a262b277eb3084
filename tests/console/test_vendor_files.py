"""Of other people's packages only listed files are served."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.console.finders import ALLOWED, VendorFinder


def test_listed_files_are_found():
    assert {name for name, _storage in VendorFinder().list(None)} == ALLOWED
    assert VendorFinder().find("vendor/leaflet/dist/leaflet.js").endswith("node_modules/leaflet/dist/leaflet.js")


@pytest.mark.parametrize(
    "path",
    [
        "vendor/bootstrap/package.json",
        "vendor/../package.json",
        "vendor/../../etc/passwd",
        "leaflet/dist/leaflet.js",
        "vendor/",
    ],
)
def test_nothing_else_is(path):
    assert VendorFinder().find(path) == []
    assert VendorFinder().find(path, find_all=True) == []


def test_a_missing_file_says_what_to_do(settings, tmp_path):
    settings.NODE_MODULES = tmp_path
    with pytest.raises(ImproperlyConfigured, match="npm ci"):
        list(VendorFinder().list(None))
