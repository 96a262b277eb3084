"""The places of the frame itself; every app registers its own."""
