"""What the assistant may say and what it remembers: entries, exemplars, words. Pure."""
