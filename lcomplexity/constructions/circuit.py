"""Threshold circuits and single gates: N gates give N binary tokens.

Token t is gate t, z_t = [sum_i w_i bit_i >= theta], over the input bits and the tokens before it (see
:mod:`lcomplexity.constructions.gates`). Source: the paper's theorem that linear auto-regressive functions compute every
linear threshold circuit (Thm 6 in the numbering of the public reviews of its submission).

>>> from lcomplexity.programs import Gate, ThresholdCircuit
>>> xor = ThresholdCircuit(2, (Gate(((0, 1), (1, 1)), 2), Gate(((0, 1), (1, 1), (2, -2)), 1)))
>>> c = circuit(xor)
>>> from lcomplexity.decoding import decode
>>> [decode(c.predictor, c.interface.prompt(x)).chain for x in ("00", "01", "10", "11")]
[(0, 0), (0, 1), (0, 1), (1, 0)]
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lcomplexity.constructions.claims import Claims
from lcomplexity.constructions.construction import Construction, Expected
from lcomplexity.constructions.gates import Wire, Wiring
from lcomplexity.interface import Interface
from lcomplexity.predictor import LinearPredictor
from lcomplexity.programs import Gate, ThresholdCircuit
from lcomplexity.vocabulary import Vocabulary


def bit_interface(n: int, T: int, outputs: int = 1) -> Interface:
    """Return the interface of a predictor on n bits whose last ``outputs`` tokens are the answer, as 0s and 1s.

    >>> bit_interface(2, 3).answer((0, 1, 1))
    '1'
    """
    codes = {"0": (0,), "1": (1,)}
    groups: Mapping[tuple[int, ...], str] = {(0,): "0", (1,): "1"}
    return Interface((), codes, codes, (), {}, T - outputs, outputs, 1, groups)


def circuit(program: ThresholdCircuit) -> Construction:
    """Return the predictor that writes the gates of a threshold circuit in order: T = N tokens.

    >>> from lcomplexity.programs import Gate, ThresholdCircuit
    >>> nand = ThresholdCircuit(2, (Gate(((0, -1), (1, -1)), -1),))
    >>> circuit(nand).predictor.length, circuit(nand).claims.value("length")
    (1, 1)
    """
    wiring = Wiring()
    for gate in program.gates:
        wiring.gate({Wire(wire, False): w for wire, w in gate.weights}, gate.threshold)
    rules, block = wiring.finish()
    h = LinearPredictor(Vocabulary(("0", "1")), program.inputs, rules, block)

    def expected(x: NDArray[np.int64]) -> Expected:
        wires = np.array([program.wires(row) for row in x.tolist()], np.int64).reshape(len(x), -1)
        return Expected(x, wires[:, program.inputs :], np.full(len(x), h.length, np.int64))

    claims = Claims(
        {
            "N": len(program.gates),
            "fan_in": max(len([w for _, w in gate.weights if w]) for gate in program.gates),
            "w": max((abs(w) for gate in program.gates for _, w in gate.weights), default=0),
            "bias": max(abs(2 * gate.threshold - 1) for gate in program.gates),
        },
        length=("==", "N"),
        vocabulary=("==", "2"),
        reads=("==", "fan_in + 1"),
        # The constant is read at position 0 and adds to a weight there.
        max_weight=("<=", "2*w + bias"),
        margin=(">=", "1"),
    )
    interface = bit_interface(program.inputs, h.length, program.outputs)
    source = f"threshold circuit, {program.inputs} inputs, {len(program.gates)} gates"
    return Construction("circuit", h, interface, claims, program.inputs, (0, 1), expected, source)


def threshold(weights: tuple[int, ...], theta: int) -> Construction:
    """Return the one-token predictor of [sum_i w_i x_i >= theta].

    >>> threshold((1, 1, 1), 2).predictor.length
    1
    """
    return circuit(ThresholdCircuit(len(weights), (Gate(tuple(enumerate(weights)), theta),)))
