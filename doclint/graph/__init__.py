"""The linked project as a graph: exporters, and the questions an audit asks of it."""
