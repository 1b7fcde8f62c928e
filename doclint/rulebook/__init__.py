"""Rule pages and packs to rules."""
