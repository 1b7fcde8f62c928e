"""Writing: repairs turned into edits, proven by reading them back, applied in one replace."""
