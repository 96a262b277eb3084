"""A district's day compressed into a minute, on a whole running copy: who is there, what they do and wait for."""
