"""Advice: which ties to weave next, and what would become of the network."""
