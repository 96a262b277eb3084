"""Pages of dispatchers, drivers and guards."""
