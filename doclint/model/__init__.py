"""Frozen values that pass between the stages; nothing here reads, prints or decides."""
