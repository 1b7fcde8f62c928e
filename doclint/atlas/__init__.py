"""The audit as one page: overview, findings, documents, matrix and map, in a file for any browser."""
