"""Telling open screens to read again: said by NOTIFY in a transaction, heard by one listener in each web process."""

from portal.notices.live.publishing import CHANNEL, publish, publish_from

__all__ = ["CHANNEL", "publish", "publish_from"]
