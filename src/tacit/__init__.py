"""tacit: the self-learning support desk. Read `events/` first, then `flows/answer.py`."""

import os

# The product's matrices are small and its processes many: a second thread in one
# product costs more in waiting than it saves. Set before numpy is first loaded;
# who knows better says so in the environment.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
