"""``python -m lcomplexity``: the command line."""

import sys

from lcomplexity.cli import main

if __name__ == "__main__":
    sys.exit(main())
