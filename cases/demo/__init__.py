"""The demo: Harbin with invented people, and a working day of requests replayed through the same services as a real one."""
