"""What of accounts is erased in time: tokens, sessions and tries to log in that are over, rosters of long ago."""

from portal.privacy.erasure import Expiry, register

register(
    expiries=[
        Expiry("accounts.ApiToken", since="created_at"),
        Expiry("accounts.DutyShift", since="ends_at"),
        Expiry("access.Share", since="until"),
        Expiry("sessions.Session", since="expire_date"),
        Expiry("axes.AccessAttempt", since="attempt_time"),
        Expiry("axes.AccessFailureLog", since="attempt_time"),
        Expiry("axes.AccessLog", since="attempt_time"),
    ]
)
