"""Statements that say what few tokens cannot do, by certificates: contexts that cancel, relations, refutations.

A lower bound here is never the failure of a search: it is a relation or a list of contexts, and each is checked.

>>> from proofs.statement import gather
>>> [gather(s, examples=3, seed=1).failures for s in STATEMENTS]
[0, 0, 0, 0, 0]
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from lcomplexity.functions.boolean_function import BooleanFunction
from lcomplexity.functions.npn import classes
from lcomplexity.length.certificates import contexts_certificate, length_certificate
from lcomplexity.length.complexity import length_complexity
from lcomplexity.length.refuters import cancelling_contexts
from lcomplexity.length.separability import Separation, cube, is_relation, is_separation, labels_of, separate
from lcomplexity.length.threshold_functions import labelings, threshold_functions
from proofs.checker import check as check_certificate
from proofs.kernel_runs import absorbing_run
from proofs.machine_records import machine_features, machine_of
from proofs.places import ours, paper
from proofs.statement import Case, OutsideError, Statement, statement

Record: TypeAlias = dict[str, Any]


def drawn_turning(random: np.random.Generator) -> Record:
    """Return a machine that walks to a cell, moves left or right by the bit it reads there, into one state, and reads again.

    >>> record = drawn_turning(np.random.default_rng(0)); record["turn"], len(record["machine"]["rules"]) > 3
    (3, True)
    """
    turn = int(random.integers(1, 4))
    n = turn + 2 + int(random.integers(2))
    rules = [f"w{i} {b} {b} R w{i + 1}" for i in range(turn) for b in "01"]
    rules += [f"w{turn} {b} {random.choice(list('01'))} {move} r" for b, move in (("0", "L"), ("1", "R"))]
    rules += [
        f"r {b} {random.choice(list('01'))} {random.choice(list('LRS'))} {random.choice(['r', 'yes'])}" for b in "01"
    ]
    machine = {
        "rules": rules,
        "start": "w0",
        "accepting": ["yes"],
        "rejecting": [],
        "blank": "_",
        "symbols": ["0", "1"],
        "policy": "by-state",
    }
    return {"machine": machine, "n": n, "turn": turn}


def raw_trace_case(record: Record, left: str = "L") -> Case:
    """Return whether the token behind the turn is no linear token: contexts of two labels add up to the same, by the checker too.
    ``left`` is where the machine goes on reading 0.

    >>> raw_trace_case(drawn_turning(np.random.default_rng(0))).counterexample is None
    True
    """
    rules = [
        " ".join([*line.split()[:3], left, line.split()[4]]) if line.startswith(f"w{record['turn']} 0 ") else line
        for line in record["machine"]["rules"]
    ]
    turning, machine = machine_of(record["machine"]), machine_of(record["machine"] | {"rules": rules})
    n, turn = record["n"], record["turn"]
    if not 0 < turn < n - 1 or n > 8:
        raise OutsideError("the turn has a bit on both sides")
    contexts, labels = [], []
    for x in product("01", repeat=n):
        before, after = absorbing_run(turning, x, turn + 1)[turn:]
        beside = [after.tapes[0].get(cell) for cell in (turn - 1, turn + 1)]
        to = turn + (1 if x[turn] == "1" else -1)
        if before.heads != (turn,) or after.heads != (to,) or beside != [x[turn - 1], x[turn + 1]]:
            raise OutsideError("the head turns by the bit it reads, between two cells that are as they were")
        tokens = [f"{m.state}:{m.tapes[0].get(m.heads[0], '_')}" for m in absorbing_run(machine, x, turn + 1)]
        contexts.append(("bos", *x, *tokens[:-1]))
        labels.append(tokens[-1])
    if len(set(labels)) != 2:
        raise OutsideError("behind the turn two tokens are possible")
    found = cancelling_contexts(contexts, labels)
    if found is None:
        return Case(len(contexts), f"rules {rules}, n = {n}: a linear token says what is read behind the turn")
    kind, valid, why = check_certificate(contexts_certificate(*found))
    if (kind, valid) != ("contexts", True):
        return Case(len(contexts), f"rules {rules}, n = {n}: the contexts found are not accepted: {why}")
    sides = [dict(zip(contexts, labels, strict=True))[context] for side in found for context in side]
    size = len(found[0])
    if len({*sides[:size]}) != 1 or len({*sides[size:]}) != 1 or sides[0] == sides[-1]:
        return Case(len(contexts), f"rules {rules}, n = {n}: the contexts found are not of two labels")
    return Case(len(contexts), None, None, machine_features(machine) | {"turn": turn, "contexts": 2 * size})


def drawn_function(random: np.random.Generator) -> Record:
    """Return a function of one to five bits: arbitrary, or a gate with a value or two changed.

    >>> 1 <= drawn_function(np.random.default_rng(0))["n"] <= 5
    True
    """
    n = int(random.integers(1, 6))
    if random.random() < 0.4:
        return {"n": n, "table": int(random.integers(1 << (1 << n)))}
    w = random.integers(-4, 5, size=n)
    sums = np.array(cube(n)) @ w
    bits = sums >= random.choice(sums)
    for _ in range(int(random.integers(3))):
        bits[int(random.integers(1 << n))] ^= True
    return {"n": n, "table": sum(int(b) << i for i, b in enumerate(bits))}


def relation_case(record: Record, dropped: int = 0) -> Case:
    """Return whether an integer separation or a relation is found, and holds; the last ``dropped`` terms of a relation, or weights
    of a separation, are taken away first.

    >>> relation_case({"n": 2, "table": 6}).counterexample is None
    True
    """
    n, table = _table(record, 5)
    points, labels = cube(n), labels_of(n, table)
    found = separate(points, labels)
    kind = "gate" if isinstance(found, Separation) else "relation"
    if isinstance(found, Separation):
        weights = (*found.weights[: n - dropped], *[0] * dropped)
        holds = is_separation(points, labels, Separation(weights, found.threshold))
    else:
        multipliers = found.multipliers[: len(found.multipliers) - dropped]
        holds = bool(multipliers) and is_relation(points, labels, type(found)(multipliers))
    told = None if holds else f"function {table:#x} of {n} bits: {found} does not hold"
    return Case(1 << n, told, None, {"bits": n, "found": kind})


def _table(record: Record, most: int) -> tuple[int, int]:
    n, table = record["n"], record["table"]
    if not 1 <= n <= most or not 0 <= table < 1 << (1 << n):
        raise OutsideError(f"a table of 1 to {most} bits")
    return n, table


def drawn_four_bits(random: np.random.Generator) -> Record:
    """Return any function of one to four bits, mostly four.

    >>> drawn_four_bits(np.random.default_rng(0))["n"]
    4
    """
    n = min(4, int(random.integers(1, 9)))
    return {"n": n, "table": int(random.integers(1 << (1 << n)))}


def certificate_case(
    record: Record, raised: int = 0, asked: Callable[[BooleanFunction], BooleanFunction] = lambda f: f
) -> Case:
    """Return whether the length of a function is found with both ends equal, and its certificate is of this function and this
    length, and accepted; the lower end is claimed ``raised`` higher, and the search is asked for ``asked`` of the function.

    >>> certificate_case({"n": 2, "table": 6}).features["length"]
    2
    """
    n, table = _table(record, 4)
    answer = length_complexity(asked(BooleanFunction(n, table)))
    certificate = length_certificate(answer)
    certificate["lower"] += raised
    kind, valid, why = check_certificate(certificate)
    told = f"function {table:#x} of {n} bits: {answer.lower.tokens}..{answer.upper.tokens}"
    if not answer.exact or answer.verified.failures or (kind, valid) != ("length", True):
        return Case(1 << n, f"{told}; {why}")
    of, length = certificate["function"], answer.upper.tokens
    said = (of["n"], int(of["table"], 16), certificate["lower"], certificate["upper"], len(certificate["program"]))
    if said != (n, table, length, length, length):
        return Case(1 << n, f"{told}; the certificate is of {of}, {said[2]}..{said[3]}, {said[4]} gates")
    proof = certificate["proof"]
    by = "nothing to prove" if proof is None else proof["by"]
    return Case(1 << n, None, None, {"bits": n, "length": length, "proof": by})


def _parity(f: BooleanFunction) -> BooleanFunction:
    """The function that a search which forgets its question finds the length of."""
    return BooleanFunction(f.n, sum((i.bit_count() & 1) << i for i in range(1 << f.n)))


@cache
def shortest_lengths(n: int) -> dict[int, int]:
    """Return the length of every function of n <= 3 bits, by table, from going through all first tokens and separable labelings: 1,
    2, or absent.

    >>> list(shortest_lengths(2).values()).count(1), list(shortest_lengths(2).values()).count(2)
    (14, 2)
    """
    points = cube(n)
    firsts = [int(g) for g in threshold_functions(n)]
    lengths = dict.fromkeys(firsts, 1)
    for g in firsts:
        for f in labelings([(*p, g >> i & 1) for i, p in enumerate(points)]):
            lengths.setdefault(int(f), 2)
    return lengths


def three_bits_case(record: Record, more: int = 0) -> Case:
    """Return whether the length found for a function of three bits is that of the census by definition (and ``more``).

    >>> three_bits_case({"table": 0b10010110}).counterexample is None
    True
    """
    table = record["table"]
    if not 0 <= table < 256:
        raise OutsideError("a table of three bits")
    answer = length_complexity(BooleanFunction(3, table))
    expected = shortest_lengths(3).get(table, 3) + more
    told = (
        None
        if answer.exact and answer.upper.tokens == expected
        else f"{table:#04x}: {answer.upper.tokens}, by definition {expected}"
    )
    return Case(8, told, None, {"length": answer.upper.tokens})


@cache
def _four_bits() -> tuple[int, ...]:
    """One table for each NPN class of functions of four bits."""
    return tuple(f.table for f, _ in classes(4))


def four_bits_case(
    record: Record, most: int = 3, asked: Callable[[BooleanFunction], BooleanFunction] = lambda f: f
) -> Case:
    """Return whether a function of four bits, the first of its NPN class, has an exact length of at most ``most``, with a certificate;
    the search is asked for ``asked`` of it.

    >>> four_bits_case({"class": 0}).features["length"]
    1
    """
    if not 0 <= record["class"] < len(_four_bits()):
        raise OutsideError("a class of functions of four bits")
    table = _four_bits()[record["class"]]
    case = certificate_case({"n": 4, "table": table}, asked=asked)
    if case.counterexample is None and int(str(case.features["length"])) > most:
        return Case(16, f"function {table:#06x}: {case.features['length']} tokens, at most {most} claimed")
    return case


STATEMENTS: tuple[Statement, ...] = (
    statement(
        label="raw-trace",
        group="lower-bounds",
        words="The raw trace of a machine whose head turns by what it reads, between two cells that still hold symbols of the input, is not "
        "one token a step under H^lin, for any weights: the next symbol is mux(b; left, right), and contexts of two labels have equal "
        "feature sums.",
        latex=r"(0,1,0) + (1,0,1) = (0,0,1) + (1,1,0)",
        place=ours("the four-context certificate"),
        hypotheses="One state is entered from the left and from the right, and reads there what the input said, any bit on either side: a "
        "machine that erases one of the two has a linear raw trace. One-hot embedding of prompt and chain.",
        uses=("hlin", "relations"),
        code=("lcomplexity.length.refuters.cancelling_contexts", "proofs.checker.check"),
        check=raw_trace_case,
        draw=drawn_turning,
        broken={"a head that moves right either way": partial(raw_trace_case, left="R")},
        block=30,
        blocks=3,
    ),
    statement(
        label="relations",
        group="lower-bounds",
        words="Every labelling of points is separated by integer weights, or a relation with positive integer multipliers proves that it is "
        "not; both are checked in integers.",
        latex=r"\sum_{f(x) = 1} \lambda_x (1, x) = \sum_{f(x) = 0} \lambda_x (1, x) \implies f \text{ is no threshold function}",
        place=ours("relations", after="Gordan"),
        hypotheses="Functions of 1 to 5 bits.",
        uses=("hlin",),
        code=("lcomplexity.length.separability.separate",),
        check=relation_case,
        draw=drawn_function,
        broken={"a term of the relation, or a weight, taken away": partial(relation_case, dropped=1)},
        block=200,
        blocks=5,
    ),
    statement(
        label="length-certificates",
        group="lower-bounds",
        words="The length of every function of at most four bits is found exactly, and its certificate (a program, and relations that "
        "balance every first token) is accepted by the independent checker.",
        latex=r"\sum_{f = 1} \lambda_x g(x) = \sum_{f = 0} \lambda_x g(x) \implies f \text{ is no threshold of } (x, g)",
        place=paper("Def 9") + ", with the word *minimal* added; the certificates are ours",
        hypotheses="One to four bits, two letters.",
        uses=("relations",),
        code=("lcomplexity.length.complexity.length_complexity", "proofs.checker.check"),
        check=certificate_case,
        draw=drawn_four_bits,
        broken={
            "the lower end claimed one higher": partial(certificate_case, raised=1),
            "the length of another function": partial(certificate_case, asked=_parity),
        },
        block=10,
        blocks=2,
    ),
    statement(
        label="three-bits",
        group="lower-bounds",
        words="Of the 256 functions of three bits 104 have length 1 and 152 length 2, and the search finds each.",
        latex=r"104 + 152 = 256",
        place=paper("Def 9") + "; the numbers are ours",
        hypotheses="Three bits, two letters.",
        status="exhaustive",
        uses=("threshold-counts",),
        code=("lcomplexity.length.complexity.length_complexity",),
        check=three_bits_case,
        draw=lambda number: {"table": number},
        cases=256,
        broken={"a token more claimed": partial(three_bits_case, more=1)},
        block=64,
        blocks=4,
    ),
    statement(
        label="four-bits",
        group="lower-bounds",
        words="Every function of four bits has length at most 3, and its exact length has a certificate that the checker accepts.",
        latex=r"\max_{f: \{0,1\}^4 \to \{0,1\}} T(f) = 3",
        place=paper("Def 9") + "; the number is ours",
        hypotheses="One function for each of the 222 NPN classes: negating and permuting inputs, or negating the output, does not change the "
        "length. Two letters.",
        status="exhaustive",
        uses=("length-certificates",),
        code=("lcomplexity.length.complexity.length_complexity", "lcomplexity.functions.npn.classes"),
        check=four_bits_case,
        draw=lambda number: {"class": number},
        cases=222,
        broken={
            "at most two tokens claimed": partial(four_bits_case, most=2),
            "the length of another function": partial(four_bits_case, asked=_parity),
        },
        block=37,
        blocks=6,
    ),
)
