"""Whether the broker answers: one PING with little patience, since a broker that hangs is as good as dead."""

import redis
from django.conf import settings

PATIENCE = 0.5  # seconds


def is_answering() -> bool:
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=None
        ) as broker:
            return bool(broker.ping())
    except (redis.RedisError, OSError, ValueError):
        return False
