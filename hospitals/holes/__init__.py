"""Where the designation matrix names nobody: by need, group, control status, time of day and place."""

from hospitals.holes.condensing import Hole, condensed
from hospitals.holes.covering import Asked, Part, holes_in

__all__ = ["Asked", "Hole", "Part", "condensed", "holes_in"]
