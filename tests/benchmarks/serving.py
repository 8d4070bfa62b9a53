"""The side of another environment: answers requests, one JSON object a line, until its input ends.

Standard library only, and imported by scripts that run without this project.
"""

import json
import os
import sys


def serve(answer):
    """Answer each request by ``answer(**request)``; what the library prints goes to standard error."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        replies.write(json.dumps(answer(**json.loads(line))) + "\n")
        replies.flush()
