"""One copy of Changyi on one machine: its PostgreSQL and Redis from wheels, and every process of `make run`."""
