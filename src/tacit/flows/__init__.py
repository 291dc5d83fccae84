"""Flows: read, decide, append once. They never import each other; `port` is what they share."""
