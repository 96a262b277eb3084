"""Pages of the hospital desk."""
