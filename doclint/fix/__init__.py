"""Writing: edits planned from findings, checked against the file once more, applied in one replace."""
