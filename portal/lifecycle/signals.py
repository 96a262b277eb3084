"""How lower apps speak upward: sent inside the transaction of every move, after the write.

`moved(sender=<model>, lifecycle, act, before)`: a receiver that raises undoes the move.
"""

from django.dispatch import Signal

moved = Signal()
