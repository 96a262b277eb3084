"""Institutions and bookings over HTTP, version 1."""
