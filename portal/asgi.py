"""The ASGI entry."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup(set_prefix=False)

from portal.console.serving import PortalHandler  # noqa: E402 (needs the apps)

application = PortalHandler()
