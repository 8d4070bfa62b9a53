"""Runs machines with automata-lib, in its own environment: a request has the constructor's arguments as JSON.

Reply: whether the input is accepted, transitions executed, the non-blank text of the first tape, and CPU seconds of
``accepts_input``, the object being made before.
"""

import json
import time
from functools import lru_cache

from automata.base.exceptions import RejectionException
from automata.tm.dtm import DTM
from automata.tm.mntm import MNTM
from serving import serve


@lru_cache
def made(machine):
    """Return the object of a machine's JSON."""
    arguments = json.loads(machine)
    for key in ("states", "input_symbols", "tape_symbols", "final_states"):
        arguments[key] = set(arguments[key])
    if "n_tapes" not in arguments:
        return DTM(**arguments)
    arguments["transitions"] = {
        state: {
            tuple(read.split(",")): [(q, tuple(map(tuple, moves))) for q, moves in found]
            for read, found in row.items()
        }
        for state, row in arguments["transitions"].items()
    }
    return MNTM(**arguments)


def timed(machine, x):
    """Return CPU seconds and the verdict."""
    automaton = made(machine)
    begin = time.process_time()
    accepted = automaton.accepts_input(x)
    return {"seconds": time.process_time() - begin, "accepted": accepted}


def followed(machine, x):
    """Return what can be compared with another simulator: verdict, transitions, the first tape."""
    automaton = made(machine)
    steps, last, accepted = -1, None, True
    try:
        for configuration in automaton.read_input_stepwise(x):
            steps, last = steps + 1, configuration
    except RejectionException:
        accepted = False
    # A MNTM yields sets of configurations; a deterministic one has one in each.
    last = next(iter(last)) if isinstance(last, set) else last
    tape = last.tape if hasattr(last, "tape") else last.tapes[0]
    return {"accepted": accepted, "steps": steps, "tape": "".join(tape).strip(automaton.blank_symbol)}


if __name__ == "__main__":
    serve(lambda action, **request: {"timed": timed, "followed": followed}[action](**request))
