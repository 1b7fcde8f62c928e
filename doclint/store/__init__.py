"""What one run keeps for the next, and the processes that share its work. Knows no rule."""
