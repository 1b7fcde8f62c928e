"""Traceability: which documents a rule means, what ties them, what is demanded, who reviewed it."""
