"""Requests, escalations and registers over HTTP, version 1: see the schema at /api/schema/."""
