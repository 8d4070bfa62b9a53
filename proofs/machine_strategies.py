"""Strategies that draw machines and inputs (and, from :mod:`proofs.kernel_runs`, the run of a machine as the kernel alone tells it).

Public, so that a claim about all machines can be searched for a counterexample from anywhere:

>>> from hypothesis import find
>>> M = find(machines(), lambda M: len(M.rules) == 1)
>>> len(M.delta), M.tapes
(1, 1)
"""

from __future__ import annotations

from itertools import product

from hypothesis import strategies as st

from proofs.kernel_runs import Moment, absorbing_run
from turing.machine import POLICIES, Machine, Move, Rule

__all__ = [
    "HALTS",
    "Moment",
    "absorbing_run",
    "every_input",
    "halting_machines",
    "inputs",
    "machines",
    "oblivious_machines",
]

#: Halting states that a drawn machine may have, with the part each plays.
HALTS = ("yes", "no", "stop")
_MOVES: tuple[Move, ...] = ("R", "L", "S")


def _assembled(draw: st.DrawFn, rules: list[Rule], working: list[str], alphabet: tuple[str, ...], k: int) -> Machine:
    """A machine from drawn rules: states without rules halt, the start is now and then a halting state."""
    with_rules = {rule.state for rule in rules}
    targets = {rule.target for rule in rules}
    halts = [q for q in (*working, *HALTS) if q not in with_rules and (q in targets or q == working[0])]
    states = [q for q in working if q in with_rules] + halts
    start = draw(st.sampled_from(states)) if draw(st.integers(0, 7)) == 7 else working[0]
    letters = alphabet[1:]
    if not letters or draw(st.integers(0, 3)) == 3:
        letters = (*letters, alphabet[0])
    return Machine(
        name="drawn",
        states=tuple(states),
        alphabet=alphabet,
        blank=alphabet[0],
        input_alphabet=letters,
        start=start,
        rules=tuple(rules),
        accepting=frozenset(q for q in halts if q == "yes"),
        rejecting=frozenset(q for q in halts if q == "no"),
        halting=frozenset(halts),
        policy=draw(st.sampled_from(sorted(POLICIES, reverse=True))),
        tapes=k,
    )


@st.composite
def machines(
    draw: st.DrawFn,
    *,
    states: tuple[int, int] = (1, 4),
    symbols: tuple[int, int] = (1, 3),
    tapes: tuple[int, int] = (1, 1),
) -> Machine:
    """Return a strategy for machines with so many states that may have rules, symbols and tapes (least, most).

    Up to three halting states beside them. Entries may be missing; a state that got no rule halts. Sometimes the
    blank may stand in inputs, sometimes the start state halts at once; every policy occurs.

    >>> from hypothesis import Phase, find, settings
    >>> first = settings(phases=[Phase.generate])                     # whatever is drawn first, not made smaller
    >>> find(machines(tapes=(2, 2), symbols=(2, 2)), lambda M: len(M.rules) > 1, settings=first).tapes
    2
    """
    k = draw(st.integers(*tapes))
    working = [f"q{i}" for i in range(draw(st.integers(*states)))]
    alphabet = ("_", "1", "0", "2", "3")[: draw(st.integers(*symbols))]
    targets = st.sampled_from(working + draw(st.sampled_from([list(HALTS[:i]) for i in (1, 2, 3, 0)])))
    entry = st.tuples(
        st.integers(0, 9),
        targets,
        st.tuples(*[st.sampled_from(alphabet)] * k),
        st.tuples(*[st.sampled_from(_MOVES)] * k),
    )
    rules = []
    for q in working:
        for read in product(alphabet, repeat=k):
            present, target, write, move = draw(entry)
            if present:
                rules.append(Rule(q, read, write, move, target))
    return _assembled(draw, rules, working, alphabet, k)


@st.composite
def oblivious_machines(
    draw: st.DrawFn,
    *,
    phases: tuple[int, int] = (1, 4),
    colours: tuple[int, int] = (1, 2),
    symbols: tuple[int, int] = (2, 3),
    tapes: tuple[int, int] = (1, 1),
) -> Machine:
    """Return a strategy for machines that are oblivious by construction.

    A state is a pair (phase, colour). The phase alone decides the move and the next phase; colour and scanned
    symbols decide what is written, the next colour, and whether the run ends: in a halting state, or for want
    of a rule. All runs that go on are therefore in one phase, and have made the same moves.

    >>> from hypothesis import find
    >>> from turing.oblivious import HeadSchedule, head_schedule
    >>> M = find(oblivious_machines(), lambda M: len(M.rules) > 2)
    >>> isinstance(head_schedule(M, 2, steps=9), HeadSchedule)
    True
    """
    k = draw(st.integers(*tapes))
    P, C = draw(st.integers(*phases)), draw(st.integers(*colours))
    alphabet = ("_", "1", "0")[: draw(st.integers(*symbols))]
    moves = [draw(st.tuples(*[st.sampled_from(_MOVES)] * k)) for _ in range(P)]
    following = [draw(st.integers(0, P - 1)) for _ in range(P)]
    working = [f"p{p}c{c}" for p in range(P) for c in range(C)]
    ends = st.integers(0, 19)
    rules = []
    for p, c in product(range(P), range(C)):
        for read in product(alphabet, repeat=k):
            end = draw(ends)
            write = draw(st.tuples(*[st.sampled_from(alphabet)] * k))
            target = f"p{following[p]}c{draw(st.integers(0, C - 1))}"
            move = moves[p]
            if end == 19:
                continue
            if end > 15:
                # A run that stops may move its heads as it likes.
                target, move = HALTS[end - 16], draw(st.tuples(*[st.sampled_from(_MOVES)] * k))
            rules.append(Rule(f"p{p}c{c}", read, write, move, target))
    return _assembled(draw, rules, working, alphabet, k)


@st.composite
def halting_machines(
    draw: st.DrawFn,
    *,
    within: tuple[int, int] = (1, 5),
    symbols: tuple[int, int] = (2, 3),
    tapes: tuple[int, int] = (1, 1),
) -> Machine:
    """Return a strategy for machines that stop on every input within so many steps (least, most): a rule leads to a later state only.

    A state is a moment, so the bound is the number of states with rules; entries may be missing, and a run then stops there.

    >>> from hypothesis import find
    >>> M = find(halting_machines(within=(2, 2)), lambda M: len(M.rules) == 4)
    >>> [absorbing_run(M, x, 3)[2].state in M.halting for x in every_input(M, 1)]
    [True]
    """
    k = draw(st.integers(*tapes))
    steps = draw(st.integers(*within))
    working = [f"q{i}" for i in range(steps)]
    alphabet = ("_", "1", "0")[: draw(st.integers(*symbols))]
    rules = []
    for i, q in enumerate(working):
        for read in product(alphabet, repeat=k):
            if draw(st.integers(0, 9)) == 9:
                continue
            write = draw(st.tuples(*[st.sampled_from(alphabet)] * k))
            move = draw(st.tuples(*[st.sampled_from(_MOVES)] * k))
            rules.append(Rule(q, read, write, move, draw(st.sampled_from([*working[i + 1 : i + 2], *HALTS]))))
    return _assembled(draw, rules, working, alphabet, k)


def inputs(machine: Machine, n: int) -> st.SearchStrategy[tuple[str, ...]]:
    """Return a strategy for the machine's inputs of length n.

    >>> from hypothesis import find
    >>> find(inputs(Machine.of("M", "a 1 1 R a", start="a"), 3), lambda x: True)
    ('1', '1', '1')
    """
    return st.tuples(*[st.sampled_from(machine.input_alphabet)] * n)


def every_input(machine: Machine, n: int) -> list[tuple[str, ...]]:
    """Return all inputs of length n, in the order of the input alphabet, the last symbol fastest.

    >>> every_input(Machine.of("M", "a 1 0 R a", start="a"), 1)
    [('1',), ('0',)]
    """
    return list(product(machine.input_alphabet, repeat=n))
