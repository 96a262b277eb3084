"""What accounts tell whoever is above them."""

from django.dispatch import Signal

# The rosters of `areas` (their codes) were changed `by` somebody. Sent inside the transaction of the change.
roster_changed = Signal()
