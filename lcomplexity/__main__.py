"""``python -m lcomplexity``: the command line."""

import sys

from lcomplexity.cli import program

if __name__ == "__main__":
    sys.exit(program())
