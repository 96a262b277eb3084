"""People who log in, how they prove it, and when they are on duty."""

from portal.accounts.models.duty import DutyShift
from portal.accounts.models.factors import RecoveryCode, SecondFactor
from portal.accounts.models.people import User
from portal.accounts.models.tokens import ApiToken

__all__ = ["ApiToken", "DutyShift", "RecoveryCode", "SecondFactor", "User"]
