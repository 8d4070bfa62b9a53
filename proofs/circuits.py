"""Statements on programs without a machine: threshold circuits, straight-line programs, choosing among candidates, majority.

>>> from proofs.statement import gather
>>> [gather(s, examples=3, seed=1).failures for s in STATEMENTS]
[0, 0, 0, 0]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any, TypeAlias

import numpy as np

from lcomplexity.constructions.circuit import circuit, threshold
from lcomplexity.constructions.tuples import tuples
from lcomplexity.predictor import Coordinate, LinearPredictor, Read, Rule, argmax, margin, scores, vote, weights
from lcomplexity.programs import Instruction, Program
from lcomplexity.schedule import Listed
from lcomplexity.vocabulary import Vocabulary
from proofs.construction_cases import construction_case, damaged
from proofs.damage import Damage, undamaged
from proofs.dense_chains import circuit_of, drawn_gates
from proofs.places import ours, paper
from proofs.statement import Case, OutsideError, Statement, statement

Record: TypeAlias = dict[str, Any]


def drawn_circuit(random: np.random.Generator) -> Record:
    """Return one to five threshold gates on one to six bits.

    >>> sorted(drawn_circuit(np.random.default_rng(0)))
    ['gates', 'n']
    """
    return drawn_gates(random, n=int(random.integers(1, 7)), N=int(random.integers(1, 6)))


def circuit_case(record: Record, damage: Damage = undamaged) -> Case:
    """Return whether N gates are N tokens, right on all inputs.

    >>> circuit_case({"n": 1, "gates": [{"weights": [[0, 1]], "theta": 1}]})
    Case(size=2, counterexample=None, margin=1, features={'bits': 1, 'gates': 1})
    """
    program = circuit_of(record)
    features = {"bits": program.inputs, "gates": len(program.gates)}
    return construction_case(circuit(program), record, features, partial(_last_gate, record), damage)


def _last_gate(record: Record, x: tuple[str, ...]) -> set[str]:
    """The last gate of a record, gates evaluated one by one."""
    wires = [int(bit) for bit in x]
    for gate in record["gates"]:
        wires.append(int(sum(w * wires[i] for i, w in gate["weights"]) >= gate["theta"]))
    return {str(wires[-1])}


def drawn_program(random: np.random.Generator) -> Record:
    """Return a straight-line program of up to five instructions of one to three arguments over two or three values.

    >>> sorted(drawn_program(np.random.default_rng(0)))
    ['inputs', 'instructions', 'outputs', 'values']
    """
    A, inputs = int(random.integers(2, 4)), int(random.integers(1, 4))
    instructions = []
    for i in range(int(random.integers(1, 6))):
        arguments = random.integers(inputs + i, size=int(random.integers(1, 4))).tolist()
        instructions.append({"arguments": arguments, "table": random.integers(A, size=A ** len(arguments)).tolist()})
    outputs = random.integers(inputs + len(instructions), size=int(random.integers(1, 3))).tolist()
    return {"values": A, "inputs": inputs, "instructions": instructions, "outputs": outputs}


def tuples_case(record: Record, damage: Damage = undamaged) -> Case:
    """Return whether N instructions are N tokens and one for each output, weights up to f, margin exactly 1.

    >>> and_ = {"arguments": [0, 1], "table": [0, 0, 0, 1]}
    >>> tuples_case({"values": 2, "inputs": 2, "instructions": [and_], "outputs": [2]}).size
    8
    """
    A, instructions = (
        record["values"],
        tuple(Instruction(tuple(i["arguments"]), tuple(i["table"])) for i in record["instructions"]),
    )
    if A < 2 or record["inputs"] < 1 or not record["outputs"]:
        raise OutsideError("at least two values, one input and one output")
    if any(len(i.table) != A ** len(i.arguments) or not i.arguments for i in instructions):
        raise OutsideError("a table that does not fit")
    for number, i in enumerate(instructions):
        if any(not 0 <= v < record["inputs"] + number for v in i.arguments) or any(not 0 <= v < A for v in i.table):
            raise OutsideError("an instruction reads what is not before it")
    program = Program(tuple(map(str, range(A))), record["inputs"], instructions, tuple(record["outputs"]))
    features = {
        "values": A,
        "instructions": len(instructions),
        "arguments": max((len(i.arguments) for i in instructions), default=0),
    }
    definition, letters = partial(_outputs, record), [str(v) for v in range(A)]
    return construction_case(tuples(program), record, features, definition, damage, letters)


def _outputs(record: Record, x: tuple[str, ...]) -> set[str]:
    """The outputs of a record's program, instructions carried out one by one; the first argument counts most in a table."""
    variables = [int(value) for value in x]
    for i in record["instructions"]:
        place = 0
        for argument in i["arguments"]:
            place = place * record["values"] + variables[argument]
        variables.append(i["table"][place])
    return {"".join(str(variables[o]) for o in record["outputs"])}


def drawn_candidates(random: np.random.Generator) -> Record:
    """Return up to five candidates in order of priority, each a value or -1 for one that is not valid (at least one is), and by
    what factor, 2 to 5, weights grow.

    >>> max(drawn_candidates(np.random.default_rng(0))["candidates"]) >= 0
    True
    """
    # One call for all numbers: calls are what costs here.
    u = random.random(9).tolist()
    m, values = 1 + int(5 * u[0]), 2 + int(3 * u[1])
    found = [int((values + 1) * v) - 1 for v in u[2 : 2 + m]]
    if max(found) < 0:
        found[int(m * u[7])] = int(values * u[6]) if m < 5 else 0
    return {"values": values, "candidates": found, "growth": 2 + int(4 * u[8])}


@lru_cache(maxsize=256)
def _chooser(values: int, weights: tuple[int, ...]) -> LinearPredictor:
    """One token that reads every candidate: token v is the value v, token ``values`` says not valid."""
    reads = tuple(Read(i, vote({v: v for v in range(values)}, w)) for i, w in enumerate(weights))
    rule = Rule((Coordinate((*range(values), None), reads),))
    m = len(weights)
    schedule = Listed(np.zeros(1, np.int64), np.arange(m, dtype=np.int64)[None], np.zeros((1, m), bool))
    return LinearPredictor(Vocabulary((*map(str, range(values)), "not valid")), m, (rule,), schedule)


def _powers(m: int, growth: int) -> tuple[int, ...]:
    return tuple(growth ** (m - 1 - i) for i in range(m))


def _linear(m: int, growth: int) -> tuple[int, ...]:
    return tuple(m - i for i in range(m))


def multiplexer_case(record: Record, by: Callable[[int, int], Iterable[int]] = _powers) -> Case:
    """Return whether the first valid candidate wins by at least 1, with these weights.

    >>> multiplexer_case({"values": 2, "candidates": [-1, 1, 0, 0], "growth": 2})
    Case(size=1, counterexample=None, margin=1, features={'candidates': 4, 'valid': 3, 'growth': 2})
    """
    values, candidates, growth = record["values"], record["candidates"], record["growth"]
    if growth < 2:
        raise OutsideError("weights that grow by a factor of at least 2")
    if values < 2 or not any(0 <= v < values for v in candidates) or any(not -1 <= v < values for v in candidates):
        raise OutsideError("at least two values and one valid candidate")
    S = scores(_chooser(values, tuple(by(len(candidates), growth))), 0, [v if v >= 0 else values for v in candidates])
    first = next(v for v in candidates if v >= 0)
    if argmax(S) != first or margin(S) < 1:
        return Case(1, f"candidates {candidates}: scores {S}, the first valid one is {first}", margin(S))
    features = {"candidates": len(candidates), "valid": sum(v >= 0 for v in candidates), "growth": growth}
    return Case(1, None, margin(S), features)


def _majority(n: int) -> LinearPredictor:
    return threshold((1,) * n, n // 2 + 1).predictor


def _one_too_low(n: int) -> LinearPredictor:
    return threshold((1,) * n, n // 2).predictor


def _dictator(n: int) -> LinearPredictor:
    """Right on 1 .. 1 0 .. 0 for every number of ones, and on little else: the bit in the middle decides."""
    return threshold(tuple(int(i == n // 2) for i in range(n)), 1).predictor


def majority_case(record: Record, gate: Callable[[int], LinearPredictor] = _majority) -> Case:
    """Return whether majority of n bits is one token, on every sum: all bits have the same weights, which is checked, so one
    input stands for all of its sum.

    >>> majority_case({"n": 5}).size
    6
    """
    n = record["n"]
    if n < 1:
        raise OutsideError("at least one bit")
    h = gate(n)
    # What a bit adds to score(1) - score(0) when it is 1 instead of 0.
    D = weights(h, 0)[1] - weights(h, 0)[0]
    slopes = [int(D[i, 1] - D[i, 0]) for i in range(n)]
    if h.length != 1 or len(set(slopes)) != 1:
        return Case(0, f"majority of {n} bits: {h.length} tokens, weights {slopes} are not all alike")
    margins = []
    for s in range(n + 1):
        S = scores(h, 0, [1] * s + [0] * (n - s))
        margins.append(margin(S))
        if argmax(S) != int(2 * s > n) or margins[-1] < 1:
            return Case(s, f"majority of {n} bits: wrong on {s} ones, scores {S}")
    return Case(n + 1, None, min(margins), {"bits": n})


STATEMENTS: tuple[Statement, ...] = (
    statement(
        label="circuit",
        group="circuits",
        words="A linear auto-regressive function computes every linear threshold circuit: N gates are N binary tokens.",
        latex=r"z_t = \left[\sum_i w_i b_i \ge \theta\right],\quad S(1) = \sum_i 2 w_i b_i - (2\theta - 1),\quad T = N",
        place=paper("Thm 6", icml="Theorem 3.8"),
        hypotheses="Integer weights.",
        uses=("hlin",),
        code=("lcomplexity.constructions.circuit.circuit",),
        check=circuit_case,
        draw=drawn_circuit,
        broken=damaged(circuit_case),
        block=60,
        blocks=4,
    ),
    statement(
        label="majority",
        group="circuits",
        words="Majority of n bits is one token, for n = 1 .. 100: whoever needs many tokens for it is another class.",
        latex=r"\mathrm{MAJ}_n(x) = [x_1 + \dots + x_n \ge \lfloor n/2 \rfloor + 1]",
        place=ours("length bounds belong to a model class"),
        status="exhaustive",
        uses=("circuit",),
        code=("lcomplexity.constructions.circuit.threshold",),
        check=majority_case,
        draw=lambda number: {"n": number + 1},
        cases=100,
        broken={
            "a threshold one too low": partial(majority_case, gate=_one_too_low),
            "a dictator": partial(majority_case, gate=_dictator),
        },
        block=25,
        blocks=4,
    ),
    statement(
        label="tuples",
        group="circuits",
        words="Lemma T: an oblivious straight-line program of N instructions is N tokens, and one for each output: emit the tuple of "
        "arguments, and let the reader apply the instruction. f reads, margin exactly 1.",
        latex=r"z_t = (v_{a_1(t)}, \dots, v_{a_f(t)}),\quad S_i(v) = [v = g_a(z_a)]",
        place=ours("Lemma T"),
        hypotheses="Which variables an instruction reads does not depend on data.",
        uses=("hlin",),
        code=("lcomplexity.constructions.tuples.tuples",),
        check=tuples_case,
        draw=drawn_program,
        broken=damaged(tuples_case),
        block=60,
        blocks=3,
    ),
    statement(
        label="multiplexer",
        group="circuits",
        words="Lemma M: to choose among m candidates in one token, each carries its own validity; with weights 2^(m-1), .., 4, 2, 1 by "
        "priority, or powers of a larger number, the first valid one wins, with margin at least 1.",
        latex=r"g^{j} > g^{j-1} + \dots + g + 1,\quad g \ge 2",
        place=ours("Lemma M, the self-addressed multiplexer"),
        hypotheses="At least one candidate is valid; the others are silent. Up to five candidates, powers of 2 to 5.",
        uses=("hlin",),
        code=("lcomplexity.predictor.scores", "lcomplexity.predictor.vote"),
        check=multiplexer_case,
        draw=drawn_candidates,
        broken={"weights m, .., 3, 2, 1": partial(multiplexer_case, by=_linear)},
        block=4500,
        blocks=4,
    ),
)
