"""JSON Schemas: read from the tree or a pack, offline, bounded."""
