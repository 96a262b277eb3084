"""What must be told to whom, and the way it leaves the house."""

from portal.notices.models.heartbeat import Heartbeat
from portal.notices.models.notice import Notice, Receipt
from portal.notices.models.outbox import Delivery, Endpoint

__all__ = ["Delivery", "Endpoint", "Heartbeat", "Notice", "Receipt"]
