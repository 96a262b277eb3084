"""How residents are found though their rows are sealed: lines of a block, what is asked of them, who answers."""
