"""``python -m plong`` is the command ``plong``."""

import sys

from plong.cli import main

if __name__ == "__main__":
    sys.exit(main())
