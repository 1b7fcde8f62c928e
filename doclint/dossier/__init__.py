"""What an operations review reads of a document: everything that doclint knows of it."""
