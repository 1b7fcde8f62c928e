"""Files of a format to values with spans: text, YAML, JSON, front matter. Knows nothing of documents."""
