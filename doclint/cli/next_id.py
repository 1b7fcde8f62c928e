"""`doclint next`."""

from __future__ import annotations

from doclint.cli.new import next_command as command

__all__ = ["command"]
