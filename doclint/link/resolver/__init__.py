"""What one reference means: links, declared fields, plain text, and why it reaches nothing."""
