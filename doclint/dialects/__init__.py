"""What renderers do differently: how headings become anchors."""
