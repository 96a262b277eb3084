"""Two rows for one resident: how alike they are, which pairs are worth comparing, what a merge writes down."""
