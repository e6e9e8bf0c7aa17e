"""Shortest paths over flat arrays."""
