"""Findings to text or JSON: one module a format, each a function from a Report to a string."""
