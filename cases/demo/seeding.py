"""The demo in its order: places, institutions, fleets, staff, residents, policy, and the day."""
