"""All facts -> one Project: documents by path and ID, every reference resolved to an Edge."""
