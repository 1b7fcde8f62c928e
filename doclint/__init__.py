"""doclint: a documentation linter and traceability checker for Markdown repositories."""

__version__ = "0.2.0"
