"""What of the API is erased in time: the answers kept for callers who repeat themselves."""

from portal.privacy.erasure import Expiry, register

register(expiries=[Expiry("api.GivenAnswer", since="created_at")])
