"""The portal as a whole: one world with an example of everything, and everybody who might look at it."""
