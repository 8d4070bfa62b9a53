"""Random Turing machines, drawn fast: the cases of long verification runs (for tests that shrink, see
:mod:`proofs.machine_strategies`).

>>> import numpy as np
>>> M = random_machine(np.random.default_rng(0)); 2 <= len(M.states) - 3 <= 4, 2 <= len(M.alphabet) <= 3
(True, True)
"""

from __future__ import annotations

from itertools import product

import numpy as np

from turing.machine import Machine, Move, Rule

_SYMBOLS = ("_", "1", "2")
_MOVES: tuple[Move, ...] = ("L", "R", "S")


def random_machine(random: np.random.Generator, tapes: int = 1) -> Machine:
    """Return a machine of 2 to 4 states and 2 or 3 symbols; halting states come on top, entries may be missing.

    Moves are L and R, and now and then S; on average one rule in eight halts.

    >>> import numpy as np
    >>> random_machine(np.random.default_rng(1)).tapes
    1
    """
    states = [f"q{i}" for i in range(random.integers(2, 5))]
    symbols = _SYMBOLS[: random.integers(2, 4)]
    missing = random.choice([0.0, 0.1])
    stay = random.choice([0.0, 0.2])
    rules = []
    for q in states:
        for i, scanned in enumerate(product(symbols, repeat=tapes)):
            if i and random.random() < missing:
                continue
            target = (
                str(random.choice(["yes", "no", "end"])) if random.random() < 0.125 else str(random.choice(states))
            )
            moves = tuple("S" if random.random() < stay else _MOVES[random.integers(2)] for _ in range(tapes))
            written = tuple(str(random.choice(symbols)) for _ in range(tapes))
            rules.append(Rule(q, scanned, written, moves, target))
    return _machine("random", states, symbols, rules, tapes, symbols[1:])


def random_oblivious_machine(random: np.random.Generator) -> Machine:
    """Return a machine that is oblivious by its make: the state is (phase, value), phases follow each other and move
    the heads whatever is read; values, symbols written and halting are random. One or two tapes.

    >>> from turing.oblivious import head_schedule
    >>> head_schedule(random_oblivious_machine(np.random.default_rng(4)), 2, steps=9).steps
    9
    """
    shapes = [(1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (3, 1), (4, 1)]
    phases, values = shapes[random.integers(len(shapes))]
    symbols = _SYMBOLS[: random.integers(2, 4)]
    tapes = 1 if random.random() < 0.8 else 2
    halting = random.choice([0.0, 0.05, 0.2])
    following = random.integers(phases, size=phases)
    moves = random.integers(3, size=(phases, tapes))
    name = {(p, v): f"p{p}v{v}" for p in range(phases) for v in range(values)}
    rules = []
    for (p, _), q in name.items():
        for scanned in np.ndindex(*(len(symbols),) * tapes):
            target = name[int(following[p]), int(random.integers(values))]
            if random.random() < halting:
                target = str(random.choice(["yes", "no", "end"]))
            written = tuple(str(random.choice(symbols)) for _ in range(tapes))
            move = tuple(_MOVES[m] for m in moves[p])
            rules.append(Rule(q, tuple(symbols[s] for s in scanned), written, move, target))
    return _machine("random-oblivious", list(name.values()), symbols, rules, tapes, symbols[1:])


def _machine(
    name: str, states: list[str], symbols: tuple[str, ...], rules: list[Rule], tapes: int, inputs: tuple[str, ...]
) -> Machine:
    # States without rules (every entry missing) are not states that can run: the blank entry is never missing.
    ends = ("yes", "no", "end")
    return Machine(
        name,
        (*states, *ends),
        symbols,
        "_",
        inputs,
        states[0],
        tuple(rules),
        frozenset(["yes"]),
        frozenset(["no"]),
        frozenset(ends),
        "by-state",
        tapes,
    )


def described(machine: Machine) -> str:
    """Return a machine's rules in one line, as ``Machine.of`` reads them.

    >>> described(Machine.of("M", "a 1 1 R a", start="a"))
    "'a 1 1 R a'"
    """
    return ", ".join(
        repr(" ".join([rule.state, *rule.read, *rule.write, *rule.move, rule.target])) for rule in machine.rules
    )
