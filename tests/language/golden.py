"""What several tests of this folder embed: invented questions and their float32 vectors.

The vectors are those of the unquantised twin of the bundled model, rounded to
five decimals; tools/README.md says how they were made.
"""

import json
from pathlib import Path

HERE = Path(__file__).parent
GOLDEN = json.loads((HERE / "questions.float32.json").read_text(encoding="utf-8"))
QUESTIONS = [each["question"] for each in GOLDEN]
