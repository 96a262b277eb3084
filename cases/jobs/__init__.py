"""Work done for a request that is not an outing: one table of steps for every kind."""
