"""`python -m tacit`: the same as the command `tacit`."""

import sys

from tacit.cli import main

if __name__ == "__main__":
    sys.exit(main())
