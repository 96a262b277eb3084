"""The compiled part of the planning: everything that runs millions of times. Importing it imports numba."""
