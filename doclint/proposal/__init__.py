"""A configuration proposed from what a repository shows, and measured before it is offered."""
