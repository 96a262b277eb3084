"""The demo: Harbin with invented people, and a working day of requests replayed through the real services."""
