"""How often one address may ask for a token, counted once for all processes."""

import logging
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle

from portal.accounts.addresses import client_address

logger = logging.getLogger(__name__)


class TokenThrottle(AnonRateThrottle):
    """Argon2 costs a quarter of a second: nobody keeps a processor busy by asking. Guessing is stopped by axes."""

    rate = "60/min"
    scope = "token"

    @property
    def cache(self) -> BaseCache:
        return caches["shared"]

    def allow_request(self, request: Request, view: Any) -> bool:
        """While Redis is down nobody is counted: that the line stays open matters more, and axes counts elsewhere."""
        try:
            return super().allow_request(request, view)
        except RedisError as error:
            logger.warning("tokens are not throttled: %s", type(error).__name__)
            return True

    def get_ident(self, request: Request) -> str:
        return client_address(request._request)
