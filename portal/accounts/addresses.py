"""From which address somebody speaks: what the nearest trusted proxy saw, never what a caller says about themselves."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Each proxy adds, at the end of X-Forwarded-For, whom it heard: with N trusted ones the Nth from the end counts.

    Without trusted proxies the header is anybody's invention, and the other end of the connection is what is known.
    """
    heard = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    trusted = settings.TRUSTED_PROXIES
    if trusted and len(heard) >= trusted and _is_address(heard[-trusted]):
        return heard[-trusted]
    return request.META.get("REMOTE_ADDR", "")


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
