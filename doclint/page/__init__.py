"""Markdown as one self-contained HTML page: the only way from a document into a browser."""
