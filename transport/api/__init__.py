"""Trips, vehicles and gates over HTTP, version 1."""
