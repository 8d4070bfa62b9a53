"""All statements by label, in the order in which ``lcomplexity verify`` checks them.

>>> len(REGISTRY) > 40, REGISTRY["parity"].status
(True, 'exhaustive')
>>> [row.number for row in ROWS] == [*range(1, 16)]
True
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from proofs import (
    bounds,
    circuits,
    counting,
    definitions,
    inner_product,
    learning,
    lower_bounds,
    one_token,
    other_classes,
    parity,
    products,
    small_parities,
    symmetric,
    universality,
)
from proofs.statement import Statement

_MODULES = (
    *(universality, parity, small_parities, circuits, one_token, symmetric),
    *(lower_bounds, counting, inner_product, definitions, products, learning, bounds, other_classes),
)

REGISTRY: Mapping[str, Statement] = MappingProxyType({s.label: s for module in _MODULES for s in module.STATEMENTS})

#: The groups, with the title of each one's page.
GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "definitions": "Definitions: H^lin, AR-learning, approximation",
        "learning": "Learning linear decoders",
        "circuits": "Circuits, programs and symmetric functions",
        "machines": "Turing machines",
        "parity": "Parity, both directions",
        "lower-bounds": "Lower bounds",
        "symbolic": "Counts, margins and sample bounds, symbolically",
        "other-classes": "Other model classes",
    }
)


class Row(NamedTuple):
    """A row of the theory's table: what is to be executable, and the statements that make it so."""

    number: int
    words: str
    labels: tuple[str, ...]


#: The theory in fifteen rows.
ROWS: tuple[Row, ...] = (
    Row(1, "AR-learnable (Def 2)", ("teacher-forcing", "errors-counted")),
    Row(
        2,
        "a product of T PAC-learnable classes is AR-learnable (Thm 3)",
        ("product-of-classes", "union-bound", "sample-bounds"),
    ),
    Row(3, "computing and approximating by the last token (Def 4, Thm 5)", ("approximates",)),
    Row(4, "linear decoders are learnable in polynomial time", ("linear-programming", "perceptron", "hlin")),
    Row(5, "threshold circuits: N gates, N tokens (Thm 6)", ("circuit", "tuples", "margins")),
    Row(
        6,
        "machines: poly(T(n)) tokens (Thm 7, Cor 8)",
        (
            *("oblivious", "sliding", "row-ends", "recursive", "recursive-tapes", "recursive-counts", "multiplexer"),
            *("circuit-steps", "circuit-rows", "circuit-compact"),
        ),
    ),
    Row(
        7,
        "parity: exactly floor(log2 n) + 1 (Def 9, Thm 10)",
        ("parity", "parity-refuter", "halving", "parity-letters", "parity-letters-refuter"),
    ),
    Row(
        8,
        "parities of at most k bits: exactly max(1, ceil((n - 1)/(k - 1))) (Thm 11)",
        ("k-parity", "k-parity-lower", "k-parity-smallest", "k-parity-counts", "exactly-k", "k-parity-hypotheses"),
    ),
    Row(9, "XOR is not one token; 14 of 16 functions of two bits are", ("two-bits", "one-token", "threshold-counts")),
    Row(10, "time-invariant classes learn independently of the length", ("time-invariant-classes",)),
    Row(
        11, "length bounds belong to a model class", ("hard-attention-parity", "bapo-majority", "majority", "parity")
    ),
    Row(12, "the raw trace is not one token a step", ("raw-trace",)),
    Row(13, "inner product needs k/2 tokens", ("ip2-refuter", "lindsey", "ip2-program")),
    Row(14, "counting", ("counting", "cover-count", "three-bits", "four-bits", "length-certificates", "relations")),
    Row(15, "symmetric functions", ("symmetric", "symmetric-letters", "counts-evaluated")),
)
