"""Kinds of check, through the rules that use them."""
