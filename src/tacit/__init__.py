"""tacit: the self-learning support desk. Read `events.py` first, then `flows/answer.py`."""
