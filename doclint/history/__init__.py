"""Git as witness: what was true when a line was written, and what became of it."""
