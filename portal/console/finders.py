"""Which files of other people's packages reach the pages, and where `static` finds them.

A whole `dist` folder must not be mounted: it holds maps, sources and module builds by the thousand, some of which
name files that are not there, and hashing stops at the first of those. So every file is listed. `node_modules/X`
is served as `vendor/X`.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, Storage

PREFIX = "vendor/"
ALLOWED = frozenset(
    {
        "@noble/ed25519/index.js",
        "bootstrap/dist/css/bootstrap.min.css",
        "bootstrap/dist/css/bootstrap.min.css.map",
        "bootstrap/dist/js/bootstrap.bundle.min.js",
        "bootstrap/dist/js/bootstrap.bundle.min.js.map",
        "bootstrap-icons/font/bootstrap-icons.min.css",
        "bootstrap-icons/font/fonts/bootstrap-icons.woff",
        "bootstrap-icons/font/fonts/bootstrap-icons.woff2",
        "echarts/dist/echarts.min.js",
        "idiomorph/dist/idiomorph-ext.min.js",
        "leaflet/dist/images/layers-2x.png",
        "leaflet/dist/images/layers.png",
        "leaflet/dist/images/marker-icon-2x.png",
        "leaflet/dist/images/marker-icon.png",
        "leaflet/dist/images/marker-shadow.png",
        "leaflet/dist/leaflet.css",
        "leaflet/dist/leaflet.js",
        "leaflet/dist/leaflet.js.map",
        "qr/decode.js",
        "qr/index.js",
        "tom-select/dist/css/tom-select.bootstrap5.min.css",
        "tom-select/dist/css/tom-select.bootstrap5.min.css.map",
        "tom-select/dist/js/tom-select.complete.min.js",
        "tom-select/dist/js/tom-select.complete.min.js.map",
    }
)


class VendorFinder(BaseFinder):
    """Finds the allowed files below `settings.NODE_MODULES`, and nothing else there."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.NODE_MODULES)
        # Django's hashing copies with this attribute as the folder a file is collected into.
        self.storage.prefix = PREFIX.rstrip("/")  # type: ignore[attr-defined]
        super().__init__(*args, **kwargs)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:  # type: ignore[override]
        name = path.removeprefix(PREFIX)
        file = Path(settings.NODE_MODULES, name)
        if path == name or name not in ALLOWED or not file.is_file():
            return []
        return [str(file)] if find_all else str(file)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in sorted(ALLOWED):
            if not self.storage.exists(name):
                raise ImproperlyConfigured(f"{name} is not in node_modules: run npm ci, or fix the list in {__name__}")
            yield name, self.storage
