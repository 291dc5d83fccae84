"""Answering: retrieve, rank, be sure enough or hand over, and say why. Pure.

`JUDGEMENT` is raised whenever a golden replay changes: receipts taken under
one number promise equal bytes when recomputed under the same number.
"""

JUDGEMENT = 21
