"""Bytes of one file -> Facts, every one with a span. Pure: no disk, no project, no rules."""
